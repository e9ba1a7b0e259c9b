import { expect, inject } from "vitest";
import { totpCode } from "../test/totp.ts";
import { describe, expectAccessible, launch, personWithPasskeys, signIn } from "./browser.ts";
import { test } from "./fixtures.ts";

describe("second factors", () => {
  test("an app and a passkey are added, asked for, used alone, and removed", async () => {
    const browser = await launch();
    const { viewerEmail: email, password } = inject("demo");
    const page = await personWithPasskeys(browser);
    await signIn(page, email, password);

    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Security" }).click();
    await page.getByRole("list", { name: "Sessions" }).getByText("This one").waitFor();
    await expectAccessible(page);

    await page.getByRole("button", { name: "Set up" }).click();
    const app = page.getByRole("dialog", { name: "Set up an authenticator app" });
    await app.getByRole("img", { name: "The secret as a QR code" }).waitFor();
    await expectAccessible(page);
    const secret = /[A-Z2-7]{32}/.exec((await app.textContent()) ?? "")?.[0] ?? "";
    // The code of the step before: so this step's is still good for signing in.
    await app.getByLabel("Code", { exact: true }).fill(totpCode(secret, new Date(Date.now() - 30_000)));
    await app.getByRole("button", { name: "Confirm" }).click();
    const codes = page.getByRole("dialog", { name: "Your recovery codes" });
    await codes.waitFor();
    expect(await codes.getByRole("listitem").count()).toBe(10);
    await expectAccessible(page);
    const [recovery = ""] = await codes.getByRole("listitem").allTextContents();
    await codes.getByRole("button", { name: "I have stored them" }).click();

    await page.getByRole("button", { name: "Add a passkey" }).click();
    const passkey = page.getByRole("dialog", { name: "Add a passkey" });
    await passkey.getByLabel("Name").fill("Laptop");
    await passkey.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("list", { name: "Passkeys" }).getByText("Laptop").waitFor();

    const leave = async () => {
      await page.getByRole("button", { name: /^Account/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.waitForURL(/\/sign-in/);
    };
    const password_ = async () => {
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    const inside = () => page.getByRole("heading", { level: 1, name: "Servers" }).waitFor();

    await leave();
    await password_();
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("That was not accepted").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Code", { exact: true }).fill(totpCode(secret, new Date()));
    await page.getByRole("button", { name: "Continue" }).click();
    await inside();

    await leave();
    await password_();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await inside();

    await leave();
    await password_();
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recovery);
    await page.getByRole("button", { name: "Continue" }).click();
    await inside();

    await leave();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await inside();
    expect((await page.context().cookies()).every((cookie) => cookie.httpOnly)).toBe(true);

    await page.goto("/account/security");
    await page.getByRole("button", { name: "Remove Laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("list", { name: "Passkeys" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Remove the authenticator app" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Set up" }).waitFor();
    await browser.close();
  });
});
