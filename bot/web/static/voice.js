// Reading aloud and dictation, where the browser has them.

import { icon, languageOf } from "./dom.js";
import { currentLanguage, say } from "./settings.js";

const SLOWLY = 0.9;
/** Some engines stop in the middle of long utterances, so sentences are spoken one by one. */
const SENTENCES = /[^。！？!?\n.;；]+[。！？!?\n.;；]*/g;

export class Reader {
  static exists = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;
  #button = null;

  toggle(text, button) {
    const again = button === this.#button;
    this.stop();
    if (again) return;
    this.#button = button;
    this.#paint(button, true);
    const parts = (text.match(SENTENCES) ?? [text]).filter((part) => part.trim());
    parts.forEach((part, index) => {
      const utterance = new SpeechSynthesisUtterance(part);
      utterance.lang = languageOf(text) === "zh-CN" ? "zh-CN" : "en-GB";
      utterance.rate = SLOWLY;
      const isLast = index === parts.length - 1;
      utterance.onend = () => isLast && this.#button === button && this.stop();
      utterance.onerror = () => this.#button === button && this.stop();
      speechSynthesis.speak(utterance);
    });
  }

  stop() {
    const button = this.#button;
    this.#button = null;
    if (Reader.exists) speechSynthesis.cancel();
    if (button) this.#paint(button, false);
  }

  #paint(button, speaking) {
    button.classList.toggle("speaking", speaking);
    button.setAttribute("aria-label", say(speaking ? "readStop" : "read"));
    button.replaceChildren(icon(speaking ? "stop" : "speaker"));
  }
}

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export class Dictation {
  static exists = Boolean(Recognition);
  #running = null;

  /** `handlers`: heard(text so far), state(isListening), problem(text, isForGood). */
  constructor(handlers) {
    this.handlers = handlers;
  }

  toggle() {
    if (this.#running) this.#running.stop();
    else this.#start();
  }

  stop() {
    this.#running?.stop();
  }

  #start() {
    const recognition = new Recognition();
    recognition.lang = currentLanguage() === "zh" ? "zh-CN" : "en-US";
    recognition.interimResults = true;
    recognition.continuous = true;
    recognition.onresult = ({ results }) => {
      this.handlers.heard([...results].map((result) => result[0].transcript).join(""));
    };
    recognition.onerror = ({ error }) => this.#failed(error);
    recognition.onend = () => {
      this.#running = null;
      this.handlers.state(false);
    };
    this.#running = recognition;
    try {
      recognition.start();
      this.handlers.state(true);
    } catch {
      this.#running = null;
      this.handlers.problem(say("dictateFailed"), true);
    }
  }

  #failed(error) {
    if (error === "aborted") return;
    if (error === "no-speech") this.handlers.problem(say("dictateNothing"), false);
    else if (error === "not-allowed") this.handlers.problem(say("dictateBlocked"), false);
    else this.handlers.problem(say("dictateFailed"), true);
  }
}
