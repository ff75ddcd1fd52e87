// The dev container against what the project is built with: a container that cannot build it helps nobody.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { repo } from "./stage.mjs";

// Tags of mcr.microsoft.com/devcontainers/base that are published, by the release that they hold (devcontainers/images,
// src/base-debian/manifest.json). The dotnet images of that registry have no Debian for .NET 10.
const baseImages = { bullseye: "Debian 11", bookworm: "Debian 12" };

const read = path => readFile(join(repo, path), "utf8");
const major = version => Number(String(version).match(/\d+/)[0]);
let container;
before(async () => (container = JSON.parse(await read(".devcontainer/devcontainer.json"))));
const feature = name => Object.entries(container.features).find(([id]) => id.startsWith(`ghcr.io/devcontainers/features/${name}:`))?.[1];

test("the dev container's image is a published one, of the system that the README names", async () => {
    const tag = container.image.match(/^mcr\.microsoft\.com\/devcontainers\/base:(\w+)$/)?.[1];
    assert.ok(baseImages[tag] !== undefined, container.image);
    assert.ok((await read("README.md")).includes(baseImages[tag]));
});

test("its .NET is the one that the solution is built with", async () => {
    const sdk = JSON.parse(await read("global.json")).sdk.version;
    const [, target] = (await read("src/Directory.Build.props")).match(/<TargetFramework>net(\d+)\.\d+</);
    assert.deepEqual([major(feature("dotnet").version), major(sdk)], [Number(target), Number(target)]);
});

test("its Node and the one in use are new enough for the page and its tests", async () => {
    for (const folder of ["src/dashboard", "tests/dashboard"]) {
        const { engines } = JSON.parse(await read(`${folder}/package.json`));
        assert.match(engines.node, /^>=\d+$/, folder);
        const least = major(engines.node);
        assert.ok(least >= 20);
        assert.ok(major(feature("node").version) >= least, `${folder}: the dev container has Node ${feature("node").version}`);
        assert.ok(major(process.version) >= least, `${folder}: this is Node ${process.version}`);
    }
});

test("nothing in it installs a Node that is too old", () => {
    assert.doesNotMatch(container.postCreateCommand ?? "", /apt-get.*nodejs/);
});
