// Sends a genuine delivery to the server, twice, and one with a wrong key.
import { fixture, xoxoday } from "countersign/testing";

const url = process.argv[2] ?? "http://127.0.0.1:8080/hooks/xoxoday";
const apiKey = process.env.XOXODAY_API_KEY ?? "a1p2z5b7v68b9112234";
const body = fixture("xoxoday.order.delivery_status");

for (const each of [apiKey, apiKey, "another-key-0123456789"]) {
  const response = await fetch(url, { method: "POST", body, headers: xoxoday.sign(body, { apiKey: each }) });
  console.log(response.status); // 200, 200 and 401
}
