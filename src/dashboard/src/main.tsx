import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/theme.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/frame.css";
import "./style/dialogs.css";
import "./style/fleet.css";
import "./style/orders.css";
import "./style/device.css";
import "./style/chart.css";
import "./style/tasks.css";
import "./style/touch.css"; // last: it widens what the others made
import { readAddress } from "./access";
import { Store } from "./store";
import { App } from "./view/App";

const store = new Store(readAddress(location.search).root);
const place = document.getElementById("app");
if (place !== null) {
  place.replaceChildren();
  render(<App store={store} />, place);
}
