// Runs before the first paint, so that a chosen theme does not flash. The system's preference rules when none was chosen.
(() => {
  try {
    const chosen = localStorage.getItem("edgeagent-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // storage is off: the system's preference rules
  }
})();
