package dev.headrace.hw.cost.fpga;

import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Logic;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An FPGA board: a JSON file in {@code configs/hardware/boards}.
 *
 * @param name its name
 * @param about what it is, in a sentence
 * @param luts look-up tables
 * @param flipFlops flip-flops
 * @param dsps DSP blocks
 * @param brams block memories of 36 Kib
 * @param urams UltraRAMs of 288 Kib
 * @param platform what the board's own logic takes of them; nothing if missing
 * @param sources field to where that value comes from
 */
public record Board(
        String name,
        @Nullable String about,
        Integer luts,
        Integer flipFlops,
        Integer dsps,
        Integer brams,
        Integer urams,
        @Nullable Platform platform,
        @Nullable Map<String, String> sources) {
    private static final int MOST = 1 << 30;

    /** Logic of the platform; each 0 if missing. */
    public record Platform(
            @Nullable Integer luts,
            @Nullable Integer flipFlops,
            @Nullable Integer dsps,
            @Nullable Integer brams,
            @Nullable Integer urams) {
        public Platform {
            luts = count(luts, "luts");
            flipFlops = count(flipFlops, "flip_flops");
            dsps = count(dsps, "dsps");
            brams = count(brams, "brams");
            urams = count(urams, "urams");
        }

        private static Integer count(@Nullable Integer n, String field) {
            return n == null ? 0 : Require.range(n, 0, MOST, field);
        }

        Logic logic() {
            return new Logic(or(luts), or(flipFlops), or(dsps), or(brams), or(urams));
        }

        private static int or(@Nullable Integer n) {
            return n == null ? 0 : n;
        }
    }

    public Board {
        Require.present(name, "name");
        Require.range(luts, 0, MOST, "luts");
        Require.range(flipFlops, 0, MOST, "flip_flops");
        Require.range(dsps, 0, MOST, "dsps");
        Require.range(brams, 0, MOST, "brams");
        Require.range(urams, 0, MOST, "urams");
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    /** Reads a file. */
    public static Board read(Path file) {
        return JsonFile.read(file, Board.class);
    }

    /** All that it has. */
    public Logic has() {
        return new Logic(luts, flipFlops, dsps, brams, urams);
    }

    /** What its own logic takes. */
    public Logic taken() {
        return platform == null ? Logic.NONE : platform.logic();
    }
}
