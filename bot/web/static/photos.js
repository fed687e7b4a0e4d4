// Photos and PDFs: chosen, photos made smaller, shown before they are sent, and carried to the server.

import { byId, icon, make } from "./dom.js";
import { base } from "./place.js";
import { say } from "./settings.js";

const LONGEST_SIDE = 2048;
const QUALITY = 0.86;
const AT_MOST = 6;
const PDF = "application/pdf";
const PAUSES = [1_000, 3_000, 8_000, 15_000];

export class UploadRefused extends Error {}

/** Drawn anew, a photo loses its size and also what the camera wrote into it (place, device). */
async function smaller(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = make("canvas", {
    width: Math.max(1, Math.round(bitmap.width * scale)),
    height: Math.max(1, Math.round(bitmap.height * scale)),
  });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new Error("canvas gave no picture");
  return blob;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const online = () =>
  navigator.onLine ? Promise.resolve() : new Promise((done) => window.addEventListener("online", done, { once: true }));

async function uploadOnce({ blob, name }) {
  const answer = await fetch(`${base}/upload`, {
    method: "POST",
    headers: { "Content-Type": blob.type || "image/jpeg", "X-Name": encodeURIComponent(name).slice(0, 200) },
    body: blob,
    credentials: "same-origin",
    signal: AbortSignal.timeout?.(120_000),
  });
  if (answer.ok) return (await answer.json()).file;
  if (answer.status >= 500 || answer.status === 401) throw new Error(`upload: ${answer.status}`);
  const told = await answer.json().catch(() => ({}));
  throw new UploadRefused(told.text || say("uploadFailed"));
}

/**
 * Carry one photo to the server, through bad lines; returns the file's id.
 * @throws {UploadRefused} the server does not want it, or every attempt failed.
 */
export async function upload(photo) {
  for (const wait of [...PAUSES, null]) {
    try {
      await online();
      return await uploadOnce(photo);
    } catch (error) {
      if (error instanceof UploadRefused) throw error;
      if (wait === null) throw new UploadRefused(say("uploadFailed"));
      await pause(wait);
    }
  }
  throw new UploadRefused(say("uploadFailed"));
}

export class Photos {
  #input = byId("files");
  #box = byId("previews");
  #chosen = [];
  #complain;
  #changed;
  limit = 10 * 1024 * 1024;

  constructor({ complain, changed }) {
    this.#complain = complain;
    this.#changed = changed;
    byId("photo").addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => {
      this.add([...this.#input.files]);
      this.#input.value = "";
    });
  }

  get count() {
    return this.#chosen.length;
  }

  async add(files) {
    for (const file of files) {
      if (this.#chosen.length >= AT_MOST) {
        this.#complain(say("photoTooMany", { n: AT_MOST }));
        break;
      }
      await this.#addOne(file);
    }
    this.draw();
  }

  async #addOne(file) {
    if (file.type === PDF) return this.#addPaper(file);
    let blob = file;
    try {
      blob = await smaller(file);
    } catch {
      // The browser cannot open it (HEIC, a broken file): the server may still know the kind.
      if (!/^image\//.test(file.type)) return this.#complain(say("photoUnreadable", { name: file.name }));
    }
    if (blob.size > this.limit) return this.#complain(say("photoTooBig", { name: file.name }));
    this.#chosen.push({ blob, name: file.name, url: URL.createObjectURL(blob) });
    this.draw();
  }

  #addPaper(file) {
    if (file.size > this.limit) return this.#complain(say("photoTooBig", { name: file.name }));
    this.#chosen.push({ blob: file, name: file.name, isPaper: true });
    this.draw();
  }

  /** Give the chosen photos away and begin anew. */
  take() {
    const taken = this.#chosen;
    this.#chosen = [];
    this.draw();
    return taken;
  }

  draw() {
    this.#box.hidden = this.#chosen.length === 0;
    this.#box.replaceChildren(...this.#chosen.map((photo, index) => this.#previewOf(photo, index)));
    this.#changed();
  }

  #previewOf(photo, index) {
    const n = index + 1;
    const remove = make("button", { type: "button", className: "plain", "aria-label": say("photoRemove", { n }) }, icon("close"));
    remove.addEventListener("click", () => {
      if (photo.url) URL.revokeObjectURL(photo.url);
      this.#chosen.splice(index, 1);
      this.draw();
      (this.#box.querySelector("button") ?? byId("photo")).focus();
    });
    if (photo.isPaper) {
      const name = make("figcaption", {}, icon("file"), make("bdi", { textContent: photo.name }));
      return make("figure", { className: "paper" }, name, remove);
    }
    return make("figure", {}, make("img", { src: photo.url, alt: `${say("photoNumber", { n })}: ${photo.name}` }), remove);
  }
}
