/** Requests that some replica has executed: what is answered without the leader must be one of them. */
import { Remembered } from './remembered.js';

export class Executed {
  /** Lines are missing: any request may have been. */
  isIncomplete = false;
  private readonly requests = new Remembered<string, true>();

  add(request: string): void {
    this.requests.set(request, true);
  }

  /** Whether it was, or may have been. */
  has(request: string): boolean {
    return this.isIncomplete || this.requests.hasForgotten || this.requests.get(request) === true;
  }
}
