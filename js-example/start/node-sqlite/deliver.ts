// Sends a genuine delivery to the server, twice, and one with a wrong key.
import { fixture, optondemand } from "countersign/testing";

const url = process.argv[2] ?? "http://127.0.0.1:8080/hooks/optondemand";
const secret = process.env.OPTONDEMAND_SECRET ?? "whsec_test_0123456789abcdef";
const body = fixture("optondemand.ORDER_STATUS_UPDATED");

for (const each of [secret, secret, "another-secret-0123456789"]) {
  const response = await fetch(url, { method: "POST", body, headers: optondemand.sign(body, { secret: each }) });
  console.log(response.status); // 200, 200 and 401
}
