// Runs before the first paint, so that nothing flashes. The style sheet knows the themes by `data-theme` alone, so that each
// palette stands there once: the system's preference is written there too, as long as nobody has chosen.
(() => {
  const { dataset } = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (dataset.themeChosen === undefined) dataset.theme = dark.matches ? "dark" : "light";
  };
  try {
    const chosen = localStorage.getItem("edgeagent-theme");
    if (chosen === "light" || chosen === "dark") dataset.theme = dataset.themeChosen = chosen;
  } catch {
    // storage is off: the system's preference rules
  }
  follow();
  dark.addEventListener("change", follow);
})();
