import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/fleet.css";
import "./style/device.css";
import { readAddress } from "./access";
import { Store } from "./store";
import { App } from "./view/App";

const store = new Store(readAddress(location.search).root);
const place = document.getElementById("app");
if (place !== null) {
  place.replaceChildren();
  render(<App store={store} />, place);
}
