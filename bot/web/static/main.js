// The chat page of Linli: wires the line to the server, the conversation and the composer.

import { learnNow, now, setZone } from "./clock.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { byId, icon, make } from "./dom.js";
import { Messages } from "./messages.js";
import { showLine, tell } from "./notices.js";
import { Outbox } from "./outbox.js";
import { startPanel } from "./panel.js";
import { upload } from "./photos.js";
import { base } from "./place.js";
import { currentLanguage, hasChosenLanguage, onLanguage, onLanguageChosen, say, setLanguage, startSettings } from "./settings.js";
import { Reader } from "./voice.js";

const TYPING_FOR = 6_000;
const REPLAY_WITHIN = 2_000;
/** A replay has no end mark: so long a silence is its end. */
const REPLAY_SILENCE = 350;
/** Longer words beside a photo go as a message of their own. */
const LONGEST_CAPTION = 1_024;
/** A fresh page gets the last 50 at least; with fewer there is nothing older. */
const HISTORY_PAGE = 50;
const OLDER_WITHIN = 240;
const START_CODE = /^[A-Za-z0-9_-]{1,64}$/;

const outbox = new Outbox();
const reader = new Reader();
let town = "新塍镇";
let uploading = 0;
let replayUntil = 0;
let replayTimer = 0;
let isReplaying = true;
let isFresh = true;
let replayed = 0;
let typingTimer = 0;

// randomUUID wants HTTPS; a page opened by address in the house network has only getRandomValues.
const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(say("codeCopied", { code: text }));
  } catch {
    tell(say("codeNotCopied"));
  }
}

const messages = new Messages({
  canRead: Reader.exists,
  copy,
  read: (text, button) => reader.toggle(text, button),
  press: (message, data) => connection.send({ type: "press", id: newId(), message, data }),
});

function sendText(text) {
  const frame = { type: "text", id: newId(), text: text.toWellFormed?.() ?? text };
  showOwn(frame);
  connection.send(frame);
}

function sendLocation(spot) {
  const frame = { type: "location", id: newId(), ...spot };
  showOwn(frame);
  connection.send(frame);
}

/** Show a frame of ours as a message, before the server has it. */
function showOwn(frame, photos, file) {
  const shown = photos ?? (frame.files ?? []).map((file) => ({ url: `${base}/files/${file}`, thumb: `${base}/files/${file}?thumb` }));
  messages.showOwn({
    from: "me",
    at: now().toISOString(),
    text: frame.text ?? "",
    photos: shown,
    file: file ?? (frame.type === "document" ? { url: `${base}/files/${frame.file}`, name: frame.name } : null),
    location: frame.type === "location" ? frame : null,
    client: frame.id,
  });
  showWelcome();
}

/** Each PDF is a message of its own, after the photos. */
async function sendFiles(chosen, words) {
  const papers = chosen.filter((one) => one.isPaper);
  const photos = chosen.filter((one) => !one.isPaper);
  if (photos.length > 0) await sendPhotos(photos, words);
  else if (words) sendText(words);
  for (const paper of papers) await sendPaper(paper);
}

async function sendPaper(paper) {
  const id = newId();
  showOwn({ type: "document", id }, [], { url: "", name: paper.name });
  uploading += 1;
  try {
    paper.file ??= await upload(paper);
    connection.send({ type: "document", id, file: paper.file, name: paper.name });
  } catch (error) {
    messages.failed(id, error.message, () => sendPaper(paper));
  } finally {
    uploading -= 1;
  }
}

async function sendPhotos(photos, words) {
  const text = words.length > LONGEST_CAPTION ? "" : words;
  if (text !== words) sendText(words);
  const id = newId();
  showOwn({ type: "photo", id, text }, photos.map(({ url }) => ({ url, thumb: url })));
  uploading += 1;
  try {
    const files = [];
    for (const photo of photos) files.push((photo.file ??= await upload(photo)));
    connection.send({ type: "photo", id, files, text });
  } catch (error) {
    messages.failed(id, error.message, () => sendPhotos(photos, text));
  } finally {
    uploading -= 1;
  }
}

const composer = new Composer({ text: sendText, photos: sendFiles, location: sendLocation, tell });

function showWelcome() {
  const hide = !messages.isEmpty || isReplaying;
  const isLeaving = hide && !byId("welcome").hidden;
  byId("welcome").hidden = hide;
  if (isLeaving) messages.follow();
}

function paintWelcome() {
  byId("welcome-title").textContent = say("welcomeTitle", { town });
  byId("about-title").textContent = town;
  byId("place").textContent = town;
  document.title = `${say("brand")} · ${town}`;
  byId("examples").replaceChildren(
    ...say("examples").map(([picture, title, sentence]) => {
      const words = make("span", {}, make("b", { textContent: title }), make("small", { textContent: sentence }));
      const button = make("button", { type: "button" }, icon(picture), words);
      button.addEventListener("click", () => sendText(sentence));
      return button;
    }),
  );
}

function endReplay() {
  clearTimeout(replayTimer);
  if (!isReplaying) return;
  isReplaying = false;
  messages.quiet = false;
  showWelcome();
  messages.offerOlder();
}

function welcomed(frame) {
  const isLanguageOnItsWay = outbox.frames.some(({ text }) => /^\/language /.test(text ?? ""));
  if (frame.language && !isLanguageOnItsWay && frame.language !== currentLanguage()) setLanguage(frame.language);
  if (frame.last < messages.highest) {
    // The server's history began anew (a fresh demo): what is shown here exists no more.
    messages.clear();
    connection.reopen();
    return;
  }
  isFresh = messages.highest === 0;
  isReplaying = true;
  messages.quiet = true;
  replayed = 0;
  replayUntil = frame.last ?? 0;
  clearTimeout(replayTimer);
  if (messages.highest >= replayUntil) endReplay();
  else replayTimer = setTimeout(endReplay, REPLAY_WITHIN);
}

function received(message) {
  if (message.from === "town") {
    stopTyping();
    composer.answered();
  }
  if (message.client && outbox.settle(message.client)) messages.delivered(message.client);
  messages.show(message);
  if (!isReplaying) {
    if (!message.edited) learnNow(message.at);
    showWelcome();
    return;
  }
  countReplayed();
  if (messages.highest >= replayUntil) endReplay();
}

function countReplayed() {
  replayed += 1;
  if (isFresh && replayed >= HISTORY_PAGE) messages.hasOlder = true;
  clearTimeout(replayTimer);
  replayTimer = setTimeout(endReplay, REPLAY_SILENCE);
}

function refused(frame) {
  const lost = frame.id && outbox.settle(frame.id);
  messages.answered();
  if (!lost || lost.type === "press") {
    tell(frame.text, true);
    return;
  }
  const again = () => {
    const renewed = { ...lost, id: newId() };
    showOwn(renewed);
    connection.send(renewed);
  };
  if (!messages.failed(lost.id, frame.text, again)) tell(frame.text, true);
}

function stopTyping() {
  clearTimeout(typingTimer);
  byId("typing").classList.remove("on");
}

function showTyping() {
  clearTimeout(typingTimer);
  byId("typing").classList.add("on");
  typingTimer = setTimeout(stopTyping, TYPING_FOR);
}

const onFrame = {
  welcome: welcomed,
  message: received,
  refused,
  ack: ({ id }) => {
    outbox.settle(id);
    messages.delivered(id);
  },
  delete: (frame) => {
    messages.remove(frame.id);
    if (isReplaying) countReplayed();
  },
  keyboard: ({ rows }) => composer.showWords(rows),
  toast: ({ text, alert }) => {
    messages.answered();
    if (text) tell(text, alert);
  },
  typing: showTyping,
  ask: ({ what }) => composer.ask(what),
};

const connection = new Connection(outbox, {
  after: () => messages.highest,
  frame: (frame) => onFrame[frame.type]?.(frame),
  state: (state) => {
    showLine(state, () => connection.retryNow());
    // Without a line there is nothing to wait for; the welcome holds the emergency numbers.
    if (state === "lost") endReplay();
  },
  session: ({ language, town: name, limits, zone }) => {
    if (zone) setZone(zone);
    town = name || town;
    if (limits?.text) composer.limit = limits.text;
    if (limits?.file) composer.photos.limit = limits.file;
    if (language && !hasChosenLanguage()) setLanguage(language);
    paintWelcome();
  },
});

let isFetchingOlder = false;

async function fetchOlder() {
  if (isFetchingOlder || !messages.hasOlder) return;
  isFetchingOlder = true;
  try {
    const answer = await fetch(`${base}/history?before=${messages.lowest}`, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`history: ${answer.status}`);
    const older = (await answer.json()).messages;
    messages.quiet = true;
    messages.hasOlder = messages.showOlder(older) > 0;
    messages.offerOlder();
    setTimeout(() => { messages.quiet = false; });
  } catch {
    tell(say("olderFailed"));
  } finally {
    isFetchingOlder = false;
  }
}

/** A QR code or an invitation led here: say so once, and keep it out of the address. */
function followStart() {
  const address = new URL(location.href);
  const code = address.searchParams.get("start");
  if (code === null) return;
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
  if (START_CODE.test(code)) connection.send({ type: "text", id: newId(), text: `/start ${code}` });
}

function fitHeight() {
  // iOS lays its keyboard over the page instead of making the page smaller.
  const height = window.visualViewport?.height ?? window.innerHeight;
  document.documentElement.style.setProperty("--height", `${height}px`);
  byId("frame").classList.toggle("low", height < 600);
  if (window.visualViewport?.offsetTop) window.scrollTo(0, 0);
}

onLanguage(() => {
  reader.stop();
  paintWelcome();
  messages.repaint();
  composer.repaint();
});
onLanguageChosen((language) => connection.send({ type: "text", id: newId(), text: `/language ${language}` }));
startSettings(tell);
startPanel();
fitHeight();
window.visualViewport?.addEventListener("resize", fitHeight);
window.addEventListener("resize", fitHeight);
window.addEventListener("beforeunload", (event) => uploading > 0 && event.preventDefault());
window.addEventListener("pagehide", () => reader.stop());
byId("older").addEventListener("click", fetchOlder);
byId("scroll").addEventListener("scroll", () => {
  if (byId("scroll").scrollTop < OLDER_WITHIN && !isReplaying) fetchOlder();
}, { passive: true });
for (const frame of outbox.frames) if (frame.type !== "press") showOwn(frame);
followStart();
connection.start();
