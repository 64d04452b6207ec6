// Bandwidth's `@bandwidth/numbers` for JavaScript: prints what it has read, one thing a line.

"use strict";

const { promisify } = require("node:util");

const { Client, Order, SipPeer, Subscription } = require("@bandwidth/numbers");

const { BW_ACCOUNT_ID, BW_CLIENT_ID, BW_CLIENT_SECRET, BW_ORDER_ID, BW_SITE_ID } = process.env;
const client = new Client(BW_ACCOUNT_ID, undefined, undefined, BW_CLIENT_ID, BW_CLIENT_SECRET);

// Its own timer, from which it asks for its token, keeps no program from ending.
const alive = setInterval(() => {}, 1000);

async function main() {
  const { listOrderIdUserIdDate: list } = await promisify(Order.list)(client, { page: 1, size: 10 });
  console.log("orders", list.orderIdUserIdDate.length);
  console.log("newest", list.orderIdUserIdDate[0].orderId);
  const { order } = await promisify(Order.get)(client, BW_ORDER_ID);
  console.log("its site", order.siteId);
  const peers = await promisify(SipPeer.list)(client, BW_SITE_ID);
  console.log("peer", peers[0].peerId);
  console.log("subscriptions", (await promisify(Subscription.list)(client)).length);
}

main().finally(() => {
  client.destroy();
  clearInterval(alive);
});
