// The screen in a hall: looks every two seconds, and calls out who is called anew.

const EVERY = 2_000;
const ANSWERS_WITHIN = 5_000;
const BREATH = 400;

const byId = (id) => document.getElementById(id);
const words = document.body.dataset;
const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const fill = (text, what) => text.replace("#", what);

/** Number → how often it was called, as last seen; null before the first look. */
let heard = null;
let clock = byId("clock")?.textContent ?? "";
let audio = null;

function row(at, isNew) {
  const item = document.createElement("li");
  const number = document.createElement("b");
  const counter = document.createElement("span");
  number.textContent = at.number;
  counter.textContent = at.counter[language];
  item.append(number, " ", counter);
  item.classList.toggle("new", isNew);
  item.dataset.calls = at.calls;
  return item;
}

/** Replaces the list only when it says something else: a list that is read aloud must not stir. */
function paint(list, items) {
  const said = (nodes) => nodes.map((node) => node.textContent + node.className + node.dataset.calls).join("|");
  if (said([...list.children]) !== said(items)) list.replaceChildren(...items);
}

function show(now) {
  const fresh = heard === null ? [] : now.called.filter((at) => (heard.get(at.number) ?? 0) < at.calls);
  const isNew = new Set(fresh.map((at) => at.number));
  const was = new Set([...document.querySelectorAll("#called li.new b")].map((node) => node.textContent));
  paint(document.querySelector("#called ol"), now.called.map((at) => row(at, isNew.has(at.number) || was.has(at.number))));
  document.querySelector("#called .nobody").hidden = now.called.length > 0;
  paint(document.querySelector("#serving ol"), now.serving.map((at) => row(at, false)));
  paint(byId("next"), now.next.map((number) => Object.assign(document.createElement("li"), { textContent: number })));
  byId("waiting").textContent = fill(words.waiting, now.waiting);
  byId("minutes").textContent = now.minutes === null ? words.noCounter : fill(words.minutes, now.minutes);
  byId("clock").textContent = clock = now.clock;
  heard = new Map(now.called.map((at) => [at.number, at.calls]));
  if (audio) fresh.reverse().forEach(callOut);
}

/** 叮咚: two soft tones, the second lower. */
function chime() {
  [[880, 0], [659, 0.35]].forEach(([pitch, after]) => {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    const start = audio.currentTime + after;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.5, start + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.9);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 1);
  });
}

function speak(text, lang) {
  const said = new SpeechSynthesisUtterance(text);
  said.lang = lang;
  said.rate = 0.9;
  speechSynthesis.speak(said);
}

function callOut(at) {
  chime();
  if (!("speechSynthesis" in window)) return;
  const spelled = [...at.number].join(" ");
  setTimeout(() => {
    speak(`请 ${spelled} 号，到${at.counter.zh}`, "zh-CN");
    speak(`Number ${spelled}, please come to ${at.counter.en}`, "en-GB");
  }, 1_000 + BREATH);
}

async function look() {
  try {
    const answer = await fetch(`/display/${words.point}/now`, { cache: "no-store", signal: AbortSignal.timeout(ANSWERS_WITHIN) });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    // The page came while the database was away: it has no board to fill yet.
    if (!byId("clock")) location.reload();
    else show(now);
    byId("away").hidden = true;
  } catch {
    byId("away").textContent = fill(words.away, clock || "…");
    byId("away").hidden = false;
  }
  setTimeout(look, EVERY);
}

const button = byId("sound");
button.hidden = !("AudioContext" in window);
button.addEventListener("click", async () => {
  audio ??= new AudioContext();
  await audio.resume();
  button.textContent = words.soundOn;
  button.setAttribute("aria-pressed", "true");
  chime();
});

look();
