// A second opinion beside mosquitto: aedes speaks MQTT 3.1.1 only and can refuse subscriptions in its SUBACK.
import { createServer } from "node:net";
import { Aedes } from "aedes";

export async function plainBroker({ deny }) {
    const broker = await Aedes.createBroker({
        authorizeSubscribe: (_client, subscription, done) => done(null, deny(subscription.topic) ? null : subscription),
    });
    const server = createServer(broker.handle);
    await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
    return {
        port: server.address().port,
        close: () => new Promise(resolve => broker.close(() => server.close(resolve))),
    };
}
