// Bandwidth's two steps by Node's fetch: without credentials, and with them after the challenge.
const [url, username, password] = process.argv.slice(2);

const post = (headers) =>
  fetch(url, { method: "POST", body: "{}", headers: { "content-type": "application/json", ...headers } });

async function main() {
  const first = await post({});
  console.log(first.status, first.headers.get("www-authenticate"));
  const pair = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
  console.log((await post({ authorization: `Basic ${pair}` })).status);
}

main();
