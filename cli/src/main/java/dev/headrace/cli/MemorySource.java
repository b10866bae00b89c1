package dev.headrace.cli;

import dev.headrace.hw.dram.DramMemory;
import dev.headrace.hw.dram.replay.Pattern;
import dev.headrace.hw.dram.replay.Requests;
import dev.headrace.hw.dram.replay.TraceFormat;
import dev.headrace.hw.dram.replay.TraceReader;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which requests a memory gets. */
final class MemorySource {
    private static final List<String> PATTERNS =
            Stream.of(Pattern.Kind.values()).map(MemorySource::word).toList();
    private static final long USUAL_COUNT = 1_000_000;
    private static final long USUAL_STRIDE = 4096;
    private static final String STANDARD_INPUT = "standard input";

    @Option(
            names = {"-t", "--trace"},
            paramLabel = "FILE",
            description = {
                "Requests of a file, plain or gzip, or of standard input (-), one a line: LD 0x1f40, ST 8000, 0x1f40"
                        + " W;",
                "or with cycles: 12 R 0x1f40, or as --trace-format says."
            })
    private @Nullable Path trace;

    @Option(
            names = "--trace-format",
            paramLabel = "FORMAT",
            description = {
                "ramulator (op address, address op), headrace (cycle op address), dramsim3 (address op cycle), dramsys",
                "(cycle: op address), scale-sim-reads, scale-sim-writes (cycle, address, address, ...), or auto"
                        + " (default):",
                "what the first request shows beyond doubt."
            })
    private @Nullable String traceFormat;

    @Option(
            names = {"-p", "--pattern"},
            paramLabel = "PATTERN",
            description = {
                "Requests made here: sequential, random, strided, copy (reads the lower half, writes the upper), mixed",
                "(half of them in four streams, the others random)."
            })
    private @Nullable String pattern;

    @Option(
            names = {"-n", "--requests"},
            paramLabel = "N",
            description = "How many; of a trace, at most so many. Default: 1000000 of a pattern, a whole trace.")
    private @Nullable Long requests;

    @Option(
            names = "--own-times",
            description = "Each request of a trace with cycles waits for its own. Else all come as fast as possible.")
    private boolean ownTimes;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of a pattern. Default: 1.")
    private @Nullable Long seed;

    @Option(
            names = "--writes",
            paramLabel = "PERCENT",
            description = "Writes among the requests of a pattern but copy, drawn at random, 0 to 100. Default: 0.")
    private @Nullable Integer writes;

    @Option(
            names = "--footprint",
            paramLabel = "BYTES",
            description = "Bytes from address 0 that a pattern touches; KiB, MiB, GiB may follow. Default: the memory.")
    private @Nullable String footprint;

    @Option(
            names = "--stride",
            paramLabel = "BYTES",
            description = "Bytes between the requests of strided. Default: 4096.")
    private @Nullable String stride;

    /** Requests that are open, and what is known of how far they are. */
    record Open(
            Requests requests,
            DoubleSupplier done,
            @Nullable TraceReader reader) implements AutoCloseable {
        @Override
        public void close() {
            if (reader != null) {
                reader.close();
            }
        }
    }

    /** Refuses what makes no sense, for a memory. */
    void validate(DramMemory memory) {
        if ((trace == null) == (pattern == null)) {
            throw new InputException((trace == null ? "no requests" : "--trace and --pattern")
                    + "; allowed: one of --trace FILE, --pattern " + String.join("|", PATTERNS));
        }
        if (requests != null && requests < 1) {
            throw new InputException("--requests: " + requests + "; allowed: 1 or more");
        }
        if (trace != null) {
            format();
            refuse("--seed", seed, "--pattern");
            refuse("--writes", writes, "--pattern");
            refuse("--footprint", footprint, "--pattern");
            refuse("--stride", stride, "--pattern strided");
            return;
        }
        refuse("--own-times", ownTimes ? "" : null, "--trace");
        refuse("--trace-format", traceFormat, "--trace");
        if (kind() == Pattern.Kind.COPY) {
            refuse("--writes", writes, "a pattern other than copy, of which every second request is a write");
        }
        if (kind() != Pattern.Kind.STRIDED) {
            refuse("--stride", stride, "--pattern strided");
        }
        if (writes != null && (writes < 0 || writes > 100)) {
            throw new InputException("--writes: " + writes + "; allowed: 0 to 100");
        }
        long burst = memory.part().geometry().accessBytes();
        long bytes = bytes("--footprint", footprint, 8 * burst, memory.capacityBytes(), memory.capacityBytes());
        bytes("--stride", stride, burst, bytes, Math.min(bytes, Math.max(burst, USUAL_STRIDE)));
    }

    private static void refuse(String option, @Nullable Object value, String with) {
        if (value != null) {
            throw new InputException(option + (value.equals("") ? "" : " " + value) + "; allowed: with " + with);
        }
    }

    private Pattern.Kind kind() {
        int i = PATTERNS.indexOf(pattern);
        if (i < 0) {
            throw new InputException("--pattern: \"" + pattern + "\"; allowed: " + String.join(", ", PATTERNS));
        }
        return Pattern.Kind.values()[i];
    }

    private TraceFormat format() {
        int i = TraceFormat.words().indexOf(traceFormat == null ? TraceFormat.AUTO.word() : traceFormat);
        if (i < 0) {
            throw new InputException(
                    "--trace-format: \"" + traceFormat + "\"; allowed: " + String.join(", ", TraceFormat.words()));
        }
        return TraceFormat.values()[i];
    }

    private boolean standardInput() {
        return trace != null && trace.toString().equals("-");
    }

    private static String word(Pattern.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A number of bytes; with or without KiB, MiB, GiB. */
    private static long bytes(String option, @Nullable String text, long least, long most, long usual) {
        if (text == null) {
            return usual;
        }
        String number = text.strip();
        int power = 0;
        for (String unit : List.of("KiB", "MiB", "GiB")) {
            power += 10;
            if (number.endsWith(unit)) {
                number = number.substring(0, number.length() - unit.length()).strip();
                break;
            }
            power = unit.equals("GiB") ? 0 : power;
        }
        long value;
        try {
            value = Math.multiplyExact(Long.parseLong(number), 1L << power);
        } catch (NumberFormatException | ArithmeticException e) {
            value = -1;
        }
        if (value < least || value > most) {
            throw new InputException(option + ": \"" + text + "\"; allowed: a whole number of bytes, " + least + " to "
                    + most + ", with KiB, MiB or GiB behind it if you like");
        }
        return value;
    }

    /** Most requests. */
    long most() {
        return requests != null ? requests : trace != null ? Long.MAX_VALUE : USUAL_COUNT;
    }

    boolean ownTimes() {
        return ownTimes;
    }

    /** How to call it in a folder's name. */
    String shortName() {
        return standardInput()
                ? STANDARD_INPUT
                : trace != null ? String.valueOf(trace.getFileName()) : String.valueOf(pattern);
    }

    /** How to call it in a message. */
    String what() {
        return standardInput() ? STANDARD_INPUT : trace != null ? trace.toString() : String.valueOf(pattern);
    }

    private long footprintBytes(DramMemory memory) {
        return bytes("--footprint", footprint, 0, Long.MAX_VALUE, memory.capacityBytes());
    }

    private long strideBytes(DramMemory memory) {
        long burst = memory.part().geometry().accessBytes();
        long usual = Math.min(footprintBytes(memory), Math.max(burst, USUAL_STRIDE));
        return bytes("--stride", stride, 0, Long.MAX_VALUE, usual);
    }

    private int writePercent() {
        return writes == null ? 0 : writes;
    }

    private long seedOrUsual() {
        return seed == null ? 1 : seed;
    }

    /**
     * The requests.
     *
     * @param stop whether to wait no longer for a pipe
     */
    Open open(DramMemory memory, BooleanSupplier stop) {
        if (trace == null) {
            Pattern made = new Pattern(
                    kind(),
                    most(),
                    seedOrUsual(),
                    memory.part().geometry().accessBytes(),
                    footprintBytes(memory),
                    strideBytes(memory),
                    writePercent());
            return new Open(made, made::done, null);
        }
        try {
            TraceReader reader = reader(trace, stop);
            return new Open(ownTimes ? new Timed(reader) : reader, reader::done, reader);
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        }
    }

    private TraceReader reader(Path file, BooleanSupplier stop) {
        if (!standardInput() && (Files.isRegularFile(file) || Files.isDirectory(file) || !Files.exists(file))) {
            return TraceReader.open(file, format());
        }
        try {
            InputStream pipe = standardInput() ? System.in : Files.newInputStream(file);
            return TraceReader.open(new PatientInput(pipe, stop), what(), format(), 0);
        } catch (IOException e) {
            throw new InputException(what() + ": cannot be read (" + e + "); allowed: a trace that can be read");
        }
    }

    /** A trace that has to have cycles. */
    private record Timed(TraceReader reader) implements Requests {
        @Override
        public boolean next() {
            boolean more = reader.next();
            if (more && !reader.timed()) {
                throw reader.refuse("no cycle, but --own-times");
            }
            return more;
        }

        @Override
        public long address() {
            return reader.address();
        }

        @Override
        public boolean write() {
            return reader.write();
        }

        @Override
        public long cycle() {
            return reader.cycle();
        }
    }

    /** What was asked for, for the result. */
    Map<String, Object> json(DramMemory memory) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (trace != null) {
            map.put("trace", what());
            map.put("trace_format", format().word());
            map.put("own_times", ownTimes);
            return map;
        }
        map.put("pattern", what());
        map.put("seed", seedOrUsual());
        map.put("footprint_bytes", footprintBytes(memory));
        if (kind() == Pattern.Kind.STRIDED) {
            map.put("stride_bytes", strideBytes(memory));
        }
        if (kind() != Pattern.Kind.COPY) {
            map.put("write_percent", writePercent());
        }
        return map;
    }
}
