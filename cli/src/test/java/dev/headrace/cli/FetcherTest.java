package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that read through a fetcher, from the hardware file to the result. */
class FetcherTest {
    @TempDir
    Path dir;

    private Trial spatten(String... sets) throws IOException {
        Path file = Files.writeString(dir.resolve("w.json"), """
                { "name": "w", "format": "fp16", "mask": "causal",
                  "shape": { "layers": 3, "heads": 4, "queries": 8, "keys": 200, "head_dim": 64 },
                  "kept": { "generate": true, "counts": { "first": [ { "layers": 3 } ],
                    "others": [ { "layers": 3, "keys": 100, "values": 40, "key_bits": 6, "low_bits": 4,
                                  "refetched": 0.5, "query_bits": 12, "value_bits": 8 } ] } } }""");
        return Trial.of("spatten").with(file.toString()).set(sets);
    }

    /** Nothing of hardware with plain engines in place of the fetcher. */
    private static String[] plain() {
        return new String[] {
            "hardware.units.fetch_k={\"type\":\"dma\",\"memory\":\"hbm\",\"outstanding\":256}",
            "hardware.units.fetch_low={\"type\":\"dma\",\"memory\":\"hbm\",\"outstanding\":256}",
            "hardware.units.fetch_v={\"type\":\"dma\",\"memory\":\"hbm\",\"outstanding\":256}"
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"spatten", "spatten-8th"})
    void bytesAreThoseOfPlainEnginesAndEveryPlaceOfALineIsABurstOrPadding(String hardware) throws IOException {
        Result.MemoryResult plain = spatten(plain()).run().memories().get("hbm");
        Result r = spatten().on(hardware).run();
        Result.MemoryResult m = r.memories().get("hbm");
        assertEquals(plain.byTensor(), m.byTensor());
        assertEquals(plain.paddingBytes(), m.paddingBytes());
        assertEquals(Map.of(), plain.fetchers());
        Result.Fetcher f = m.fetchers().get("fetcher");
        int lanes = hardware.equals("spatten") ? 32 : 4;
        assertEquals(lanes * f.lines(), f.beats() + f.paddingBeats());
        long moved = m.flowByClient().entrySet().stream()
                .filter(e -> e.getKey().startsWith("fetch_"))
                .mapToLong(e -> e.getValue().movedBytes())
                .sum();
        assertEquals(moved, 32 * f.beats());
        assertTrue(f.lines() <= f.busyCycles() && f.busyCycles() <= r.cycles(), f.toString());
        assertTrue(f.fullCycles() <= f.busyCycles() && f.waitingCycles() <= f.busyCycles(), f.toString());
    }

    @Test
    void withBandwidthOnlyTheFetcherIsNotThere() throws IOException {
        Result cycle = spatten().run();
        Result bandwidth = spatten("hardware.units.hbm.fidelity=bandwidth").run();
        assertEquals(
                cycle.memories().get("hbm").byTensor(),
                bandwidth.memories().get("hbm").byTensor());
        assertEquals(Map.of(), bandwidth.memories().get("hbm").fetchers());
        assertTrue(bandwidth.cycles() <= cycle.cycles());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                fetcher.lanes=0                   | /units/fetcher/lanes | 0 | 1 to 1024
                fetcher.lanes=-4                  | /units/fetcher/lanes | -4 | 1 to 1024
                fetcher.lanes=many                | /units/fetcher/lanes | many | whole number
                fetcher.address_fifo=0            | /units/fetcher/address_fifo | 0 | 1 to 65536
                fetcher.response_fifo=-1          | /units/fetcher/response_fifo | -1 | 1 to 65536
                fetcher.outstanding_per_channel=0 | /units/fetcher/outstanding_per_channel | 0 | 1 to 65536
                fetcher.response_fifo=65536       | /units/fetcher/lanes | 32 with FIFOs of 16 addresses and 65536 bursts | at most 1048576 places
                fetcher.latency=-1                | /units/fetcher/latency | -1 | 0 to 65536
                fetcher.memory=disk               | /units/fetcher/memory | "disk" | a memory: [hbm]
                fetcher.depth=3                   | /units/fetcher/depth | unknown field | address_fifo
                fetch_k.through=nobody            | /units/fetch_k/through | "nobody" | a fetcher: [fetcher]
                fetch_k.through=hbm               | /units/fetch_k/through | "hbm" | a fetcher: [fetcher]
                fetch_k.outstanding=4             | /units/fetch_k/outstanding | 4 | nothing
                fetch_k.port_bytes_per_cycle=4    | /units/fetch_k/port_bytes_per_cycle | 4 | nothing
                fetch_low.before=nobody           | /units/fetch_low/before | "nobody" | fetch_k, fetch_v
                fetch_low.before=dma              | /units/fetch_low/before | "dma" | fetch_k, fetch_v
                fetch_k.before=fetch_low          | /before | "fetch_ | does not go before this one
                fetch_k.before=fetch_k            | /units/fetch_k/before | "fetch_k" | fetch_v
                dma.before=fetch_k                | /units/dma/before | "fetch_k" | nothing
                dma={"type":"dma","memory":"hbm"} | /units/dma/outstanding | missing | 1 or more
                """)
    void whatDoesNotGoTogetherIsRefused(String set, String where, String found, String allowed) {
        Terminal t = Terminal.run("run", "spatten", "--set", "hardware.units." + set, "--out", dir.toString());
        refused(t, "spatten.json " + where, found, allowed);
    }

    private static void refused(Terminal t, String... parts) {
        assertEquals(ExitCode.INPUT, t.code(), t.err() + t.out());
        for (String part : parts) {
            String bare = part.startsWith("spatten.json /before") ? "/before" : part;
            assertTrue(t.complaint().contains(bare), "\"" + bare + "\" in: " + t.complaint());
        }
    }

    @Test
    void anEngineOfAnotherMemoryIsRefused() throws IOException {
        String file = Files.readString(Trial.home().resolve("configs/hardware/spatten.json"));
        String two = file.replace(
                "\"dma\": {",
                "\"ddr\": { \"type\": \"dram\", \"part\": \"dram/ddr4-2400.json\", \"clock\": \"slow\" }, \"dma\": {");
        two = two.replace("\"mem\": {", "\"slow\": { \"mhz\": 1200 }, \"mem\": {");
        two = two.replace(
                "\"fetch_v\": { \"type\": \"dma\", \"memory\": \"hbm\"",
                "\"fetch_v\": { \"type\": \"dma\", \"memory\": \"ddr\"");
        Path path = Files.writeString(dir.resolve("two.json"), two);
        refused(
                Terminal.run("check", path.toString()),
                "two.json /units/fetch_v/memory",
                "\"ddr\"",
                "\"hbm\", the memory of \"fetcher\"");
    }
}
