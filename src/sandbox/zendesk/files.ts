// Files of the account: uploads waiting for their comment, and what comments carry.
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import type { StoredFile } from "./model.ts";

const TOKEN_LIFE_MS = 3_600_000;

export interface Upload {
  readonly token: string;
  readonly expiresMs: number;
  readonly files: StoredFile[];
}

export class Files {
  readonly #clock: SandboxClock;
  readonly #random: Random;
  readonly #nextId: () => number;
  readonly #uploads = new Map<string, Upload>();
  readonly #byId = new Map<number, StoredFile>();
  readonly #byToken = new Map<string, StoredFile>();

  constructor(clock: SandboxClock, random: Random, nextId: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.#nextId = nextId;
  }

  store(name: string, type: string, bytes: Uint8Array): StoredFile {
    const file: StoredFile = {
      id: this.#nextId(),
      name,
      type,
      bytes,
      token: this.#random.text(24),
      deleted: false,
    };
    this.#byId.set(file.id, file);
    this.#byToken.set(file.token, file);
    return file;
  }

  /** Adds a file to the upload of `token`, or to a new one when it is null; null when the token does not hold. */
  upload(token: string | null, name: string, type: string, bytes: Uint8Array): Upload | null {
    const known = token === null ? this.#open() : this.#held(token);
    known?.files.push(this.store(name, type, bytes));
    return known;
  }

  #open(): Upload {
    const expiresMs = this.#clock.now() + TOKEN_LIFE_MS;
    const upload: Upload = { token: this.#random.text(32), expiresMs, files: [] };
    this.#uploads.set(upload.token, upload);
    return upload;
  }

  #held(token: string): Upload | null {
    const upload = this.#uploads.get(token);
    return upload !== undefined && upload.expiresMs > this.#clock.now() ? upload : null;
  }

  /** Whether a token can still be used. */
  holds(token: string): boolean {
    return this.#held(token) !== null;
  }

  /** The files of an upload, once: the token ends. */
  take(token: string): readonly StoredFile[] {
    const files = this.#held(token)?.files ?? [];
    this.#uploads.delete(token);
    return files;
  }

  byId(id: number): StoredFile | null {
    return this.#byId.get(id) ?? null;
  }

  byToken(token: string): StoredFile | null {
    return this.#byToken.get(token) ?? null;
  }
}
