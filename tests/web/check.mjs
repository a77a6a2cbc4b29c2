// SPDX-License-Identifier: GPL-2.0-only
// Open pages in headless Chromium, on a phone and on a desk, light and dark, and print a line of JSON for each time:
//
//     node check.mjs MODULES PAGE...      MODULES: what tests/npm/install prints
//
// Of what is counted all must be 0 but "figures", "cells" and "rules". The browser's profile is a new one each time. Exit status 1 if the browser cannot be used.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const [modules, ...pages] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "node_modules", "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];

// What can be asked of a page from inside: runs in the browser.
function look() {
	const shown = (e) => e.checkVisibility() && getComputedStyle(e).display !== "none";
	const scrolls = (e) => e && e.scrollWidth > e.clientWidth + 1;
	const high = (e) => e && e.getBoundingClientRect().height > 5;
	const drawings = [...document.querySelectorAll("figure svg")].filter(shown);
	return {
		overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
		ground: getComputedStyle(document.body).backgroundColor,
		figures: drawings.length,
		// Plots of the other theme, without numbers in their words, or so small that letters cannot be read.
		wrong: drawings.filter((e) => e.classList.contains(matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark")).length,
		dumb: drawings.filter((e) => !(e.getAttribute("aria-label") || "").match(/[0-9]/)).length,
		tiny: drawings.filter((e) => e.getBoundingClientRect().width < 570).length,
		// Plots that scroll without a word about it, or the other way round; and verdicts that are out of sight.
		hints: [...document.querySelectorAll("figure")].filter((e) => !scrolls(e.querySelector(".scroll")) !== !high(e.querySelector(".hint"))).length,
		away: [...document.querySelectorAll("td.stay")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length,
		duplicates: [...document.querySelectorAll("[id]")].length - new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size,
		dangling: [...document.querySelectorAll("a[href^='#']")].filter((e) => !document.getElementById(e.hash.slice(1))).length,
		scripts: document.scripts.length,
		cells: document.querySelectorAll("td").length,
	};
}

// What of its tables does a sheet of A4 cut off, between margins of 12 mm?
function cutOff() {
	return [...document.querySelectorAll("table")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).length;
}

// One look at a page that is open, of which @asked and @said tell what it wanted and complained about until now.
async function check(page, file, width, colorScheme, asked, said) {
	await page.setViewportSize({ width, height: 900 });
	await page.emulateMedia({ colorScheme });
	const seen = await page.evaluate(look);
	const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"], preload: false })');
	const grave = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
	const slight = found.violations.filter((v) => !grave.includes(v));
	await page.emulateMedia({ colorScheme, media: "print" });
	await page.setViewportSize({ width: 703, height: 900 });
	const cut = await page.evaluate(cutOff);
	await page.emulateMedia({ colorScheme, media: "screen" });
	const words = (v) => `${v.id}: ${v.nodes.length}, ${v.nodes[0].target}`;
	return {
		page: path.basename(file), width, colorScheme, ...seen, cut, console: said.length, requests: asked.length, grave: grave.length,
		slight: slight.length, rules: found.passes.length, said, asked, violations: grave.map(words), lesser: slight.map(words),
	};
}

async function open(browser, file) {
	const page = await browser.newPage();
	const url = "file://" + path.resolve(file);
	const said = [], asked = [];

	page.on("console", (message) => said.push(message.text()));
	page.on("pageerror", (error) => said.push(String(error)));
	await page.route("**/*", (route) => {
		if (route.request().url() === url)
			return route.continue();
		asked.push(route.request().url());
		return route.abort();
	});
	await page.goto(url);
	await page.evaluate(axe);
	for (const width of [400, 1400])
		for (const colorScheme of ["light", "dark"])
			console.log(JSON.stringify(await check(page, file, width, colorScheme, asked, said)));
	await page.close();
}

try {
	const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
	const browser = await chromium.launch({ executablePath, headless: true, args: options });
	for (const file of pages)
		await open(browser, file);
	await browser.close();
} catch (error) {
	console.error(String(error));
	process.exitCode = 1;
}
