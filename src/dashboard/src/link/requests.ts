import { readReply, readReceipt, type ReceiptItem, type ReplyDoc } from "../contract/taskState";

/** Matches answers to what was asked: replies by correlation, receipts by task id. Time comes from the caller's timers. */
export class Pending {
  readonly #replies = new Map<string, (device: string, reply: ReplyDoc) => void>();
  readonly #receipts = new Map<string, (device: string, item: ReceiptItem) => void>();

  awaitReply(correlation: string, take: (device: string, reply: ReplyDoc) => void): () => void {
    this.#replies.set(correlation, take);
    return () => this.#replies.delete(correlation);
  }

  awaitReceipt(taskId: string, take: (device: string, item: ReceiptItem) => void): () => void {
    this.#receipts.set(taskId, take);
    return () => this.#receipts.delete(taskId);
  }

  get isWaiting(): boolean {
    return this.#replies.size + this.#receipts.size > 0;
  }

  offerReply(device: string, payload: string): void {
    const reply = readReply(parsed(payload));
    if (reply !== undefined && typeof reply.correlation === "string") this.#replies.get(reply.correlation)?.(device, reply);
  }

  offerReceipt(device: string, payload: string): void {
    if (this.#receipts.size === 0) return;
    for (const item of readReceipt(parsed(payload))) this.#receipts.get(item.id)?.(device, item);
  }
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
