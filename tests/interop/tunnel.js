// Makes every https request of a program that knows no proxy go through the one in HTTPS_PROXY. For `node --require`.

"use strict";

const http = require("node:http");
const https = require("node:https");
const tls = require("node:tls");

const proxy = new URL(process.env.HTTPS_PROXY);

class TunnelAgent extends https.Agent {
  createConnection(options, done) {
    const path = `${options.host}:${options.port}`;
    const connect = http.request({
      agent: false,
      headers: { host: path },
      host: proxy.hostname,
      method: "CONNECT",
      path,
      port: proxy.port,
    });
    connect.once("error", done);
    connect.once("connect", (answer, socket) => {
      if (answer.statusCode === 200) {
        done(null, tls.connect({ ...options, servername: options.host, socket }));
      } else {
        done(new Error(`the proxy answered ${answer.statusCode}`));
      }
    });
    connect.end();
  }
}

// A request that wants an agent of its own gets one of the same class.
https.globalAgent = new TunnelAgent();
