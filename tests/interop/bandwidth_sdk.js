// Bandwidth's `bandwidth-sdk` for JavaScript: prints what it has read, one thing a line.

"use strict";

const { CallsApi, Configuration, EndpointsApi, MessagesApi, StatisticsApi } = require("bandwidth-sdk");

const configuration = new Configuration({
  clientId: process.env.BW_CLIENT_ID,
  clientSecret: process.env.BW_CLIENT_SECRET,
});
const account = process.env.BW_ACCOUNT_ID;

async function main() {
  const messages = new MessagesApi(configuration);
  console.log("messages", (await messages.listMessages(account)).data.totalCount);
  const request = {
    applicationId: "interop",
    from: "+19195550142",
    text: "Grüße",
    to: ["+19195550143"],
  };
  console.log("sent by", (await messages.createMessage(account, request)).data.owner);
  console.log("calls", (await new CallsApi(configuration).listCalls(account)).data.length);
  const statistics = await new StatisticsApi(configuration).getStatistics(account);
  console.log("queue", statistics.data.maxCallQueueSize);
  try {
    await new EndpointsApi(configuration).listEndpoints(account);
  } catch (refusal) {
    console.log("forbidden:", refusal.response.data.errors[0].description);
  }
}

main();
