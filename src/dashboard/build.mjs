// Builds the static page into dist/ and prints its size; `--tests` bundles the unit tests for node, `--watch` rebuilds.
import { build, context } from "esbuild";
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const goal = 250_000; // bytes, gzip, all files together

if (process.argv.includes("--tests")) {
    const tests = (await readdir("test")).filter(f => f.endsWith(".test.ts")).map(f => `test/${f}`);
    await rm("dist-tests", { recursive: true, force: true });
    await build({
        entryPoints: tests,
        bundle: true,
        platform: "node",
        format: "esm",
        outdir: "dist-tests",
        outExtension: { ".js": ".mjs" },
        logLevel: "warning",
        sourcemap: "inline",
    });
} else {
    const options = {
        entryPoints: { dashboard: "src/main.tsx", theme: "src/theme.ts" },
        bundle: true,
        minify: true,
        format: "esm",
        target: ["es2022", "chrome109", "firefox115", "safari16.4"],
        outdir: "dist",
        jsx: "automatic",
        jsxImportSource: "preact",
        legalComments: "linked",
        logLevel: "warning",
        metafile: true,
    };
    await rm("dist", { recursive: true, force: true });
    await mkdir("dist", { recursive: true });
    await cp("public", "dist", { recursive: true });
    if (process.argv.includes("--watch")) await (await context(options)).watch();
    else {
        const { metafile } = await build(options);
        if (process.argv.includes("--meta"))
            for (const out of Object.values(metafile.outputs))
                console.log(
                    JSON.stringify(
                        Object.entries(out.inputs)
                            .map(([f, i]) => [i.bytesInOutput, f])
                            .sort((a, b) => b[0] - a[0])
                            .slice(0, 20),
                        null,
                        1,
                    ),
                );
        await printSize();
    }
}

async function printSize() {
    let total = 0;
    for (const file of (await readdir("dist")).filter(f => !f.endsWith(".LEGAL.txt")).sort()) {
        const bytes = await readFile(`dist/${file}`);
        const packed = gzipSync(bytes, { level: 9 }).length;
        total += packed;
        console.log(`${file.padEnd(24)} ${String(bytes.length).padStart(8)} B  ${String(packed).padStart(7)} B gzip`);
    }
    console.log(`bundle size: ${(total / 1000).toFixed(1)} kB gzip in all (goal: less than ${goal / 1000} kB)`);
    if (total >= goal) {
        console.error("the bundle is larger than its goal");
        process.exit(1);
    }
}
