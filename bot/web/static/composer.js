// Where the person writes: text, photos, location, dictation, quick words.

import { byId, languageOf, make } from "./dom.js";
import { Photos } from "./photos.js";
import { keyOf, tab } from "./place.js";
import { say } from "./settings.js";
import { Dictation } from "./voice.js";

const TALLEST = 0.3;
const COUNT_FROM = 0.8;
/** Bytes of text that fit into one frame of 16 KiB beside its other fields. */
const FRAME_ROOM = 15_800;
const FIND_PLACE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

export class Composer {
  #text = byId("text");
  #problem = byId("problem");
  #deeds;
  #dictation = null;
  #written = "";
  limit = 4000;

  /** `deeds`: text(text), photos(photos, caption), location({latitude, longitude}), tell(text). */
  constructor(deeds) {
    this.#deeds = deeds;
    this.photos = new Photos({ complain: (text) => this.#complain(text), changed: () => this.#look() });
    this.#text.value = tab.get(keyOf("draft"), "");
    this.#text.addEventListener("input", () => this.#look());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("paste", (event) => this.#paste(event));
    window.addEventListener("resize", () => this.#grow());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    byId("location").addEventListener("click", () => this.#findPlace());
    this.#startDictation();
    this.#look();
  }

  #look() {
    const text = this.#text.value;
    tab.set(keyOf("draft"), text);
    const count = [...text].length;
    const counter = byId("count");
    counter.hidden = count < this.limit * COUNT_FROM;
    counter.textContent = `${count} / ${this.limit}`;
    byId("send").classList.toggle("ready", Boolean(text.trim()) || this.photos.count > 0);
    this.#grow();
  }

  #grow() {
    const field = this.#text;
    field.style.height = "";
    field.style.overflowY = "hidden";
    if (!field.value) return;
    field.style.height = "auto";
    const most = Math.max(60, window.innerHeight * TALLEST);
    field.style.height = `${Math.min(field.scrollHeight + 4, most)}px`;
    field.style.overflowY = field.scrollHeight + 4 > most ? "auto" : "hidden";
  }

  #key(event) {
    // 229 and isComposing: Enter belongs to the input method that is choosing a character.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (files.length === 0) return;
    event.preventDefault();
    this.photos.add(files);
  }

  #send() {
    this.#dictation?.stop();
    const text = this.#text.value.trim();
    if (!text && this.photos.count === 0) {
      this.#text.focus();
      return;
    }
    const count = [...text].length;
    if (count > this.limit || new TextEncoder().encode(text).length > FRAME_ROOM) {
      this.#complain(say("tooLong", { count, limit: Math.min(this.limit, count - 1) }));
      return;
    }
    this.#complain("");
    this.#text.value = "";
    this.#written = "";
    if (this.photos.count > 0) this.#deeds.photos(this.photos.take(), text);
    else this.#deeds.text(text);
    this.#look();
    this.#text.focus({ preventScroll: true });
  }

  #complain(text) {
    this.#problem.hidden = !text;
    this.#problem.textContent = text;
  }

  #findPlace() {
    const button = byId("location");
    button.classList.remove("asked");
    if (button.getAttribute("aria-disabled") === "true") return;
    if (!navigator.geolocation) {
      this.#complain(say("locationFailed"));
      return;
    }
    this.#complain("");
    button.setAttribute("aria-disabled", "true");
    const untell = this.#deeds.tell(say("locationSearching"));
    const done = () => {
      untell();
      button.removeAttribute("aria-disabled");
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        done();
        this.#deeds.location({ latitude: coords.latitude, longitude: coords.longitude });
      },
      (error) => {
        done();
        this.#complain(say(error.code === error.PERMISSION_DENIED ? "locationBlocked" : "locationFailed"));
      },
      FIND_PLACE,
    );
  }

  /** The town asks for something that has a button here. */
  ask(what) {
    if (what === "location") byId("location").classList.add("asked");
    else this.#text.focus({ preventScroll: true });
  }

  answered() {
    byId("location").classList.remove("asked");
  }

  #startDictation() {
    const button = byId("dictate");
    button.hidden = !Dictation.exists;
    if (!Dictation.exists) return;
    this.#dictation = new Dictation({
      heard: (text) => {
        this.#text.value = this.#written + text;
        this.#look();
      },
      state: (listening) => {
        button.setAttribute("aria-pressed", String(listening));
        byId("dictate-name").textContent = say(listening ? "dictateStop" : "dictate");
        if (listening) this.#deeds.tell(say("dictating"));
      },
      problem: (text, isForGood) => {
        this.#complain(text);
        if (isForGood) button.hidden = true;
      },
    });
    button.addEventListener("click", () => {
      this.#written = this.#text.value;
      this.#complain("");
      this.#dictation.toggle();
    });
  }

  /** The standing quick words of the town; pressed, they are sent as they are. */
  showWords(rows) {
    const words = (Array.isArray(rows) ? rows : []).flat().filter((word) => typeof word === "string" && word);
    byId("words").hidden = words.length === 0;
    byId("words").replaceChildren(
      ...words.map((word) => {
        const button = make("button", { type: "button", textContent: word, lang: languageOf(word) });
        button.addEventListener("click", () => this.#deeds.text(word));
        return button;
      }),
    );
  }

  repaint() {
    this.photos.draw();
  }
}
