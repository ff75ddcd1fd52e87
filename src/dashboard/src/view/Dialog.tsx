import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} aria-label={title} onClose={onClose}>
      <header class="dialog-head">
        <h2>{title}</h2>
        <button class="quiet" aria-label="Close" onClick={() => element.current?.close()}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

export function Confirm({
  title,
  action,
  onClose,
  onConfirm,
  onNeverAgain,
  children,
}: {
  title: string;
  action: string;
  onClose: () => void;
  onConfirm: () => void;
  /** Offers not to be asked again; called before `onConfirm` when that was chosen. */
  onNeverAgain?: () => void;
  children: ComponentChildren;
}) {
  const [never, setNever] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {onNeverAgain !== undefined && (
        <label class="never-again">
          <input type="checkbox" checked={never} onChange={e => setNever(e.currentTarget.checked)} /> Don't ask again in this tab
        </label>
      )}
      <div class="dialog-actions">
        <button
          class="danger"
          onClick={() => {
            if (never) onNeverAgain?.();
            onConfirm();
            onClose();
          }}
        >
          {action}
        </button>
        <button onClick={onClose}>Keep</button>
      </div>
    </Dialog>
  );
}
