package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.FaultyAttention;
import dev.headrace.cli.laws.FaultyAttention.Fault;
import dev.headrace.cli.laws.Trial;
import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Shipped designs on numbers at the ends of their formats, seeded: never a crash; a right design is missed only where one of
 * its own numbers overflowed, and then that is named; outputs with a fault, given as a reference, never pass. {@code
 * -Dheadrace.extremes=N} makes N runs, {@code -Dheadrace.seed} others.
 */
class ExtremesTest {
    private static final int RUNS = Integer.getInteger("headrace.extremes", 150);
    private static final long SEED = Long.getLong("headrace.seed", 1);
    private static final List<String> FORMATS =
            List.of("fp64", "fp32", "fp16", "bf16", "fp8-e4m3", "fp8-e5m2", "int8", "int4", "ternary", "nvfp4");

    /** Shipped designs of attention, their operators with a {@code format}, and the units that sum in one. */
    private enum Design {
        FLASH_ATTENTION_1("flash-attention-1", List.of("P", "S"), true),
        FLASH_ATTENTION_2("flash-attention-2", List.of("P", "S", "PV", "O", "A"), true),
        UNFUSED("unfused", List.of("P", "S", "O"), true),
        NAIVE("streaming-sdpa-naive", List.of("S", "E", "Sum", "P", "O"), false),
        THREE_PASS("streaming-sdpa-three-pass", List.of("S", "E", "D", "Sum", "P", "O"), false),
        REORDERED("streaming-sdpa-reordered", List.of("S", "D", "E", "Sum", "W", "O"), false),
        MEMORY_FREE("streaming-sdpa-memory-free", List.of("S", "W", "O"), false);

        private final String file;
        private final List<String> operators;
        private final boolean tiled;

        Design(String file, List<String> operators, boolean tiled) {
            this.file = file;
            this.operators = operators;
            this.tiled = tiled;
        }
    }

    /** Kinds of numbers. Those that are tame can overflow in no design that subtracts the maximum. */
    private enum Numbers {
        NORMAL(true),
        ZEROS(true),
        EQUAL_ROWS(true),
        SUBNORMAL(true),
        SUBNORMAL_VALUES(true),
        LARGEST_VALUES(false),
        LARGEST_OF_BOTH_SIGNS(false),
        OUTLIER_QUERY(false),
        OUTLIER_KEY(false),
        HUGE_SCORES(false),
        ALL_LARGEST(false),
        NOT_A_NUMBER(false),
        INFINITE(false);

        private final boolean tame;

        Numbers(boolean tame) {
            this.tame = tame;
        }

        /** A number of a head, before it is rounded to the format. */
        double of(char tensor, int row, SplittableRandom random, NumberFormat format) {
            double normal = random.nextGaussian();
            double largest = Math.min(format.maxFinite(), -format.minFinite());
            return switch (this) {
                case NORMAL -> normal;
                case ZEROS -> 0;
                case EQUAL_ROWS -> 1;
                case SUBNORMAL -> format.smallest() * (1 + random.nextInt(7));
                case SUBNORMAL_VALUES -> tensor == 'v' ? format.smallest() * (1 + random.nextInt(7)) : normal;
                case LARGEST_VALUES -> tensor == 'v' ? largest : normal;
                case LARGEST_OF_BOTH_SIGNS -> tensor == 'v' ? Math.copySign(largest, normal) : normal;
                case OUTLIER_QUERY -> tensor == 'q' && row == 3 ? normal * Math.sqrt(largest) : normal;
                case OUTLIER_KEY -> tensor == 'k' && row == 2 ? normal * Math.sqrt(largest) : normal;
                case HUGE_SCORES -> tensor == 'v' ? normal : normal * Math.sqrt(largest) / 64;
                case ALL_LARGEST -> Math.copySign(largest, normal);
                case NOT_A_NUMBER -> tensor == 'v' && row == 1 ? Double.NaN : normal;
                case INFINITE -> tensor == 'k' && row == 1 ? Double.POSITIVE_INFINITY : normal;
            };
        }
    }

    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();

    /** Numbers of one kind, and outputs with a fault as the reference. */
    private static final class Reader implements TensorReader {
        private final Numbers numbers;
        private final long seed;
        private final NumberFormat format;
        private final FaultyAttention faulty;
        private final Fault fault;

        Reader(Numbers numbers, long seed, WorkloadSpec workload, int tile, Fault fault) {
            this.numbers = numbers;
            this.seed = seed;
            this.format = NumberFormat.parse(workload.formatName());
            this.faulty = new FaultyAttention(workload, this, tile);
            this.fault = fault;
        }

        @Override
        public void read(char tensor, int layer, int batch, int head, double[] into) {
            WorkloadSpec.Shape s = faulty.workload().shape();
            int cols = tensor == 'v' ? s.valueColumns() : s.headDim();
            SplittableRandom random = new SplittableRandom(seed * 31 + tensor * 1009L + head);
            for (int i = 0; i < into.length; i++) {
                double x = numbers.of(tensor, i / cols, random, format);
                into[i] = Double.isFinite(x) ? format.round(x) : x;
            }
        }

        @Override
        public boolean reference(int layer, int batch, int head, double[] into) {
            faulty.outputs(head, fault, into);
            return true;
        }

        /** Whether the fault moves outputs by a good part of the largest value in at least half of all rows that see a key. */
        boolean visible() {
            WorkloadSpec.Shape s = faulty.workload().shape();
            int rows = 0;
            int moved = 0;
            for (int h = 0; h < s.heads(); h++) {
                double[] right = new double[s.queries() * s.valueColumns()];
                double[] spoilt = right.clone();
                double[] v = new double[s.keys() * s.valueColumns()];
                read('v', 0, 0, h / (s.heads() / s.kvHeadCount()), v);
                faulty.outputs(h, Fault.NONE, right);
                faulty.outputs(h, fault, spoilt);
                double largest = 0;
                for (double x : v) {
                    largest = Math.max(largest, Math.abs(x));
                }
                for (int r = 0; r < s.queries(); r++) {
                    boolean sees = !faulty.workload().causal() || r + s.keys() - s.queries() >= 0;
                    boolean off = false;
                    for (int c = r * s.valueColumns(); c < (r + 1) * s.valueColumns(); c++) {
                        off |= !(Math.abs(right[c] / 4 - spoilt[c] / 4) <= largest / 8);
                    }
                    rows += sees ? 1 : 0;
                    moved += sees && off ? 1 : 0;
                }
            }
            return moved > 0 && 2 * moved >= rows;
        }
    }

    /** A run, seeded; plain if no operator and no unit has a format of its own. */
    private record Case(Design design, Numbers numbers, Fault fault, Trial trial, int tile, long seed, boolean plain) {
        /** Whether nothing can overflow: without the maximum subtracted, e to 7 x 7 x 8 / sqrt 8 does, of whole numbers. */
        boolean isTame() {
            return numbers.tame && (design != Design.NAIVE || numbers != Numbers.SUBNORMAL);
        }

        @Override
        public String toString() {
            return numbers + ", " + fault + ", " + trial;
        }
    }

    private static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Case draw(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Design design = one(random, List.of(Design.values()));
        Numbers numbers = one(random, List.of(Numbers.values()));
        Fault fault = one(random, List.of(Fault.values()));
        int keys = 8 + random.nextInt(17);
        int queries = random.nextInt(4) == 0 ? keys + 3 : 4 + random.nextInt(keys - 4);
        int tile = 2 + random.nextInt(6);
        String format = one(random, FORMATS);
        Trial trial = Trial.of(design.file)
                .shape(2, 2, queries, keys, 1 + random.nextInt(8), 1 + random.nextInt(4))
                .set("workload.format=" + format)
                .set("workload.mask=" + (random.nextBoolean() ? "causal" : "none"))
                .check("full");
        trial = design.tiled ? trial.set("params.Br=4", "params.Bc=" + tile) : trial;
        trial = design == Design.UNFUSED ? trial.set("params.rows=4", "params.key_tiles=" + keys) : trial;
        boolean plain = random.nextInt(3) > 0;
        if (!plain) {
            String other = one(random, FORMATS);
            trial = design.tiled && random.nextBoolean()
                    ? trial.set("hardware.units." + one(random, List.of("array", "softmax", "vector")) + ".accumulate="
                            + other)
                    : trial.set("dataflow." + one(random, design.operators) + ".format=" + other);
        }
        return new Case(design, numbers, fault, trial, tile, seed, plain);
    }

    private void run(Case drawn) {
        StringWriter text = new StringWriter();
        PrintWriter err = new PrintWriter(text);
        try {
            Setup setup = drawn.trial().setup();
            Reader reader = new Reader(drawn.numbers(), drawn.seed(), setup.workload(), drawn.tile(), drawn.fault());
            Result result = drawn.trial().run(reader);
            judge(drawn, reader, result);
        } catch (RuntimeException | AssertionError thrown) {
            int code = new Complaints(err).of(thrown);
            err.flush();
            seen.merge("refused", 1, Integer::sum);
            if (code != ExitCode.INPUT || text.toString().lines().anyMatch(l -> !l.startsWith("headrace: "))) {
                wrong.add(drawn + "\n    exit " + code + ": " + text);
            }
        }
    }

    private void judge(Case drawn, Reader reader, Result result) {
        Result.Golden golden = Objects.requireNonNull(result.golden());
        boolean missed = golden.verdict() == Result.Verdict.MISSED && !alone(golden);
        missed |= golden.others().stream().anyMatch(t -> t.verdict() == Result.Verdict.MISSED);
        Result.Numbers numbers = result.numbers();
        Result.NotFinite bad = numbers == null ? null : numbers.notFinite();
        boolean named =
                bad != null && !bad.operator().isEmpty() && bad.element().contains("[") && bad.cycle() > 0;
        if (missed && !named) {
            wrong.add(drawn + "\n    a right design is missed: " + golden + numbers);
        }
        if (bad != null && drawn.isTame() && drawn.plain()) {
            wrong.add(drawn + "\n    tame numbers became " + bad);
        }
        Result.Reference reference = Objects.requireNonNull(golden.reference());
        if (drawn.fault() != Fault.NONE && golden.verdict() == Result.Verdict.PASSED && reader.visible()) {
            wrong.add(drawn + "\n    a fault passes: " + golden);
        }
        seen.merge((missed ? "design" : "reference") + " " + golden.verdict(), 1, Integer::sum);
    }

    /** Whether the outputs are right, and only those of the reference are not. */
    private static boolean alone(Result.Golden golden) {
        return golden.why() != null && golden.why().contains("reference file");
    }

    @Test
    void extremesAreNeverACrashRightDesignsNeverMissedWithoutACauseAndFaultsNeverPass() {
        for (int i = 0; i < RUNS; i++) {
            run(draw(SEED * 1_000_003 + i));
        }
        assertEquals("", String.join("\n", wrong), wrong.size() + " of " + seen);
        for (String outcome : List.of("refused", "design MISSED", "reference MISSED", "reference PASSED")) {
            assertTrue(seen.containsKey(outcome), outcome + " in " + seen);
        }
    }
}
