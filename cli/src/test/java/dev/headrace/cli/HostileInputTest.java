package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.dram.replay.TraceFormat;
import dev.headrace.reports.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Command lines, tensor files, traces of requests, results, sweeps and papers that are wrong: lines of complaint and exit 2,
 * or a run, but never a crash. {@code -Dheadrace.mutants=N} and {@code -Dheadrace.seed} as for {@link MutantsTest}.
 */
class HostileInputTest {
    private static final int OF_EACH = 3 * Integer.getInteger("headrace.mutants", 4);
    private static final long SEED = Long.getLong("headrace.seed", 1);

    private static final String DESIGN =
            Terminal.HOME.resolve("configs/designs/flash-attention-2.json").toString();

    @TempDir
    Path dir;

    private final List<String> wrong = new ArrayList<>();
    private final Map<Integer, Integer> codes = new TreeMap<>();

    private void run(String what, String... command) {
        Terminal t;
        try {
            t = Terminal.run(command);
        } catch (RuntimeException | Error e) {
            wrong.add(what + ": throws " + e);
            return;
        }
        codes.merge(t.code(), 1, Integer::sum);
        boolean complaint = t.code() == ExitCode.INPUT
                && !t.err().isBlank()
                && t.err().lines().allMatch(line -> line.startsWith("headrace"));
        if (!complaint && t.code() != ExitCode.OK && t.code() != ExitCode.VERDICT) {
            wrong.add(what + " " + Arrays.toString(command) + ": exit " + t.code() + ": " + t.err());
        }
        boolean control = t.out().chars().anyMatch(c -> c < ' ' && c != '\n');
        if (control) {
            wrong.add(what + ": a control character on standard output");
        }
    }

    private void report() {
        assertEquals("", String.join("\n", wrong), wrong.size() + " of " + codes);
        assertTrue(codes.getOrDefault(ExitCode.INPUT, 0) > 0, codes + "");
    }

    private String in(String name) {
        return dir.resolve(name).toString();
    }

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "x\0y",
            "Ünï\u202e",
            "\ud800",
            "=",
            "a=b=c");

    /** Small commands to which options are added. */
    private Map<String, List<String>> commands() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("run", List.of("flash-attention-2", "--workload=tiny", "--max-cycles=2000", "--out=" + in("out")));
        all.put("compare", List.of("unfused", "--workload=tiny", "--max-cycles=2000"));
        all.put("check", List.of(DESIGN));
        all.put("describe", List.of("unfused"));
        all.put("list", List.of("designs"));
        all.put("memory", List.of("ddr4-2400", "--pattern=random", "--requests=500", "--out=" + in("m")));
        all.put("reproduce", List.of("no-such-paper", "--out=" + in("p")));
        all.put("sweep", List.of("energy-by-axis", "--dry-run", "--out=" + in("s")));
        all.put("fifos", List.of("no-such-design"));
        all.put("costs", List.of("fusemax"));
        all.put("schema", List.of("design"));
        all.put("report", List.of(in("nothing")));
        return all;
    }

    @Test
    void everyOptionOfEveryCommandMayBeAnything() {
        SplittableRandom random = new SplittableRandom(SEED);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        var root = Headrace.commandLine(
                new Context(Terminal.HOME, nowhere, nowhere, Style.plain(), false, 0, new Interrupts()));
        commands().forEach((name, base) -> {
            for (OptionSpec option :
                    root.getSubcommands().get(name).getCommandSpec().options()) {
                boolean place = option.longestName().matches("--(out|write|dump)");
                for (String value : VALUES) {
                    if (random.nextInt(VALUES.size()) >= OF_EACH / 6) {
                        continue;
                    }
                    if (place && !value.contains("\0") && !value.equals("\ud800")) {
                        continue;
                    }
                    List<String> command = new ArrayList<>(List.of(name));
                    command.addAll(base);
                    command.removeIf(given -> given.startsWith(option.longestName() + "="));
                    command.add(option.longestName() + "=" + value);
                    run(name, command.toArray(new String[0]));
                }
                if (random.nextInt(3) > 0) {
                    continue;
                }
                List<String> twice = new ArrayList<>(List.of(name));
                twice.addAll(base);
                twice.addAll(List.of(option.longestName(), option.longestName()));
                run(name, twice.toArray(new String[0]));
            }
            run(name, name, VALUES.get(random.nextInt(VALUES.size())));
        });
        report();
    }

    private static byte[] tensors(String header, long length) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(length < 0 ? text.length : length).put(text);
        return file.array();
    }

    private static final String HEADER =
            "{\"q\": {\"dtype\": \"F16\", \"shape\": [1, 1, 8, 4], \"data_offsets\": [0, 64]},"
                    + " \"k\": {\"dtype\": \"F16\", \"shape\": [1, 1, 8, 4], \"data_offsets\": [64, 128]},"
                    + " \"v\": {\"dtype\": \"F16\", \"shape\": [1, 1, 8, 4], \"data_offsets\": [128, 192]}}";

    @Test
    void tensorFilesThatLieAreRefused() throws IOException {
        Path file = dir.resolve("t.safetensors");
        Path workload = dir.resolve("w.json");
        Files.writeString(workload, """
            {"name": "w", "shape": {"heads": 1, "queries": 8, "keys": 8, "head_dim": 4}, "format": "fp16",
             "tensors": {"file": "t.safetensors", "q": "q", "k": "k", "v": "v"}}\
            """);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (long length : new long[] {0, 1, 7, 191, 1L << 31, 1L << 32, 1L << 62, Long.MAX_VALUE}) {
            files.put("header of " + length, tensors(HEADER, length));
        }
        for (String text : List.of("[]", "1", "", "\0\0", "{\"q\": 5}", "{\"q\": {}, \"q\": {}}", "[".repeat(5000))) {
            files.put("header " + text, tensors(text, -1));
        }
        files.put("seven bytes", new byte[7]);
        files.put("nothing", new byte[0]);
        files.put("too short", Arrays.copyOf(tensors(HEADER, -1), 300));
        for (String shape :
                List.of("[4294967296, 4294967296, 4]", "[-1, -1, 8, 4]", "\"x\"", "[1, 1, 8.5, 4]", "null", "[]")) {
            files.put("shape " + shape, tensors(HEADER.replaceFirst("\\[1, 1, 8, 4]", shape), -1));
        }
        for (String at :
                List.of("[64, 128]", "[64, 0]", "[-64, 0]", "[0, 9223372036854775808]", "[0]", "\"0\"", "[0, 1e99]")) {
            files.put("offsets " + at, tensors(HEADER.replaceFirst("\\[0, 64]", at), -1));
        }
        for (String type : List.of("\"X9\"", "5", "null", "\"\"", "\"F8_E8M0\"", "\"C64\"", "\"BOOL\"")) {
            files.put("dtype " + type, tensors(HEADER.replaceFirst("\"F16\"", type), -1));
        }
        files.put("metadata", tensors(HEADER.replaceFirst("\\{", "{\"__metadata__\": 7, "), -1));
        for (int i = 0; i < OF_EACH; i++) {
            Mutants.Mutant mutant = Mutants.of(HEADER, SEED * 1_000_003 + i);
            files.put(mutant.what(), tensors(mutant.text(), -1));
        }
        Files.write(file, tensors(HEADER, -1));
        assertEquals(ExitCode.OK, check(workload).code(), check(workload).err());
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
            Files.write(file, one.getValue());
            run(one.getKey(), "check", DESIGN, "--set=params.Br=8", "--set=params.Bc=8", "--workload=" + workload);
        }
        report();
    }

    private static Terminal check(Path workload) {
        return Terminal.run("check", DESIGN, "--set=params.Br=8", "--set=params.Bc=8", "--workload=" + workload);
    }

    private static final List<String> WORDS = List.of(
            "LD",
            "ST",
            "R",
            "W",
            "READ",
            "write",
            "P_MEM_RD",
            "0x1f40",
            "1f40",
            "8000",
            "-1",
            "0x",
            "-0x40",
            "1e9",
            "12:",
            ":",
            ",",
            ",,",
            "#",
            "//",
            "\t",
            " ",
            "\r",
            "\0",
            "\u202e",
            "9223372036854775807",
            "9223372036854775808",
            "0xffffffffffffffff",
            "18446744073709551616",
            "0",
            "12",
            "nan",
            "\ud83d\ude00",
            "",
            "1,",
            ",1",
            "2.5");

    @Test
    void tracesOfRequestsInEveryFormatAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        Path file = dir.resolve("t.trace");
        for (String format : TraceFormat.words()) {
            for (int i = 0; i < OF_EACH; i++) {
                StringBuilder text = new StringBuilder();
                for (int line = random.nextInt(4); line >= 0; line--) {
                    for (int word = random.nextInt(5); word >= 0; word--) {
                        text.append(WORDS.get(random.nextInt(WORDS.size())))
                                .append(random.nextInt(3) == 0 ? ", " : " ");
                    }
                    text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
                }
                Files.writeString(file, text);
                List<String> command = new ArrayList<>(List.of("memory", "ddr4-2400", "--trace=" + file));
                command.addAll(List.of("--trace-format=" + format, "--out=" + in("m")));
                if (random.nextInt(3) == 0) {
                    command.add("--own-times");
                }
                run(text.toString(), command.toArray(new String[0]));
            }
        }
        report();
    }

    @Test
    void resultsThatAreBrokenAreRefusedOrShown() throws IOException {
        Terminal.run("run", "unfused", "--workload=tiny", "--out=" + in("good"));
        String good = Files.readString(dir.resolve("good/result.json"));
        Path bad = Files.createDirectories(dir.resolve("bad")).resolve("result.json");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            texts.add(good.substring(0, good.length() * i / 8));
        }
        texts.add(good.replaceFirst("headrace.result/\\d+", "headrace.result/1"));
        for (int i = 0; i < 2 * OF_EACH; i++) {
            texts.add(Mutants.of(good, SEED * 1_000_003 + i).text());
        }
        for (String text : texts) {
            Files.writeString(bad, text);
            run("report", "report", bad.toString());
            run("compare", "compare", in("good"), in("bad"));
        }
        report();
    }
}
