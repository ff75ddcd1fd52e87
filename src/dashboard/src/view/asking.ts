/** Whether a single cancellation is asked about; the choice lasts until the tab is closed. */

const key = "edgeagent-cancel-without-asking";
let chosen = false; // where storage is off

export function asksBeforeCancel(): boolean {
  try {
    return !chosen && sessionStorage.getItem(key) === null;
  } catch {
    return !chosen;
  }
}

export function neverAskBeforeCancel(): void {
  chosen = true;
  try {
    sessionStorage.setItem(key, "1");
  } catch {
    // the choice then lasts until the page is left
  }
}
