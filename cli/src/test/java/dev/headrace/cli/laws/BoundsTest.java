package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.Role;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds that follow from what operators declare: kept by right designs, and used by them to a good part. */
class BoundsTest {
    private static final List<String> DESIGNS = List.of(
            "flash-attention-1",
            "flash-attention-2",
            "unfused",
            "streaming-sdpa-naive",
            "streaming-sdpa-three-pass",
            "streaming-sdpa-reordered",
            "streaming-sdpa-memory-free");
    private static final List<String> FORMATS = List.of("fp64", "fp32", "fp16", "bf16", "fp8-e4m3", "fp8-e5m2");

    /** A right design on a random shape, in a random format, some of its operators in another. */
    private static Trial random(SplittableRandom random, String design, String format) {
        int group = 1 + random.nextInt(2);
        int heads = group * (1 + random.nextInt(2));
        int queries = 1 + random.nextInt(24);
        int keys = 1 + random.nextInt(40);
        Trial trial = Trial.of(design)
                .shape(heads, heads / group, queries, keys, 1 + random.nextInt(20), 1 + random.nextInt(12))
                .set("workload.format=" + format)
                .set("workload.mask=" + (random.nextBoolean() ? "causal" : "none"))
                .set("workload.tensors.seed=" + random.nextInt(1000))
                .check("full");
        if (random.nextInt(3) == 0) {
            trial = trial.set("workload.scale=" + (random.nextInt(40) - 19.5) / 8);
        }
        if (design.startsWith("streaming")) {
            String op = List.of("S", "E", "Sum", "W", "O", "P").get(random.nextInt(6));
            boolean takes = switch (design) {
                case "streaming-sdpa-three-pass" -> List.of("S", "E", "P", "O").contains(op);
                case "streaming-sdpa-reordered" -> List.of("S", "E", "W", "O").contains(op);
                default -> false;
            };
            return takes && !format.equals("fp64")
                    ? trial.set("dataflow." + op + ".format="
                            + List.of("fp16", "bf16").get(random.nextInt(2)))
                    : trial;
        }
        int rows = 1 + random.nextInt(queries);
        trial = trial.set("params.Br=" + rows, "params.Bc=" + (1 + random.nextInt(keys)));
        return design.equals("unfused") ? trial.set("params.rows=" + rows, "params.key_tiles=" + keys) : trial;
    }

    /**
     * Several hundred of them. Errors come as near to a bound as 0.16 of it in double precision, where there are many
     * roundings of alike sizes, and 0.998 in fp8-e4m3: bounds ten times as wide would be found here.
     */
    @ParameterizedTest
    @ValueSource(strings = {"fp64", "fp32", "fp16", "bf16", "fp8-e4m3", "fp8-e5m2"})
    void rightDesignsKeepTheirBoundsAndUseThem(String format) {
        SplittableRandom random = new SplittableRandom(FORMATS.indexOf(format));
        double most = 0;
        for (int i = 0; i < 60; i++) {
            Trial trial = random(random, DESIGNS.get(i % DESIGNS.size()), format);
            Result.Golden golden = Objects.requireNonNull(trial.run().golden());
            assertNotEquals(Result.Verdict.MISSED, golden.verdict(), () -> trial + ": " + golden);
            most = Math.max(most, golden.share());
        }
        double least = format.equals("fp64") || format.equals("fp32") ? 0.1 : 0.3;
        assertTrue(most > least && most <= 1, format + ": at most " + most + " of a bound is used");
    }

    /** Every rounding of FlashAttention-2 in fp16, worked out by hand: 16 columns, 128 keys in 4 tiles of 32. */
    @Test
    void everyRoundingOfFlashAttentionTwoIsDeclaredInTheFormatOfItsOperation() {
        assertEquals(
                List.of(
                        // 16 products and sums; the scale, itself rounded.
                        "PRODUCT fp32 17",
                        "SCORE fp32 2",
                        "ARGUMENT fp32 1",
                        "WEIGHT fp16 1",
                        "WEIGHT fp32 1",
                        // An exponential for each of four tiles; the sum of a tile's 32, then a product and a sum each
                        // tile.
                        "FACTOR fp32 4",
                        "DENOMINATOR fp32 40",
                        // 32 products and sums a tile; a product and a sum each tile; the division; the store.
                        "NUMERATOR fp32 8",
                        "NUMERATOR fp32 33",
                        "OUTPUT fp16 1",
                        "OUTPUT fp32 1"),
                steps("flash-attention-2", "o", "params.Br=32", "params.Bc=32"));
    }

    /** The same of a softmax over whole rows of 128 keys, scores and probabilities in memory as fp16. */
    @Test
    void everyRoundingOfASoftmaxOverWholeRowsIsDeclared() {
        assertEquals(
                List.of(
                        // 16 products and sums, stored; the scale, itself rounded; less the maximum.
                        "PRODUCT fp16 1",
                        "PRODUCT fp32 17",
                        "SCORE fp32 2",
                        "ARGUMENT fp32 1",
                        // An exponential; the sum of 128; the division, and its store.
                        "WEIGHT fp32 1",
                        "PROBABILITY fp16 1",
                        "PROBABILITY fp32 1",
                        "DENOMINATOR fp32 129",
                        // 128 products and sums, in one tile; the store.
                        "OUTPUT fp16 1",
                        "OUTPUT fp32 129"),
                steps("unfused", "o"));
    }

    /**
     * FuseMax's cascade of single operations: 16 columns, 128 keys in 2 tiles of 64. Exponentials are Taylor polynomials, whose
     * argument is a difference, rounded, times log2 e, itself rounded: 3 each.
     */
    @Test
    void everyRoundingOfACascadeOfMapsIsDeclared() {
        assertEquals(
                List.of(
                        // QK: 16 products and sums; the scale, itself rounded.
                        "PRODUCT fp32 17",
                        "SCORE fp32 2",
                        // SLN and PRM; SLN is sent as fp16.
                        "ARGUMENT fp32 3",
                        "ARGUMENT fp32 3",
                        "WEIGHT fp16 1",
                        "WEIGHT fp32 1",
                        // RM and PRM of both tiles.
                        "MAXIMUM fp32 2",
                        "FACTOR fp32 2",
                        // SPD and RD of both tiles, SLD over 64 keys.
                        "DENOMINATOR fp32 2",
                        "DENOMINATOR fp32 2",
                        "DENOMINATOR fp32 64",
                        // SPNV and RNV of both tiles, SLNV: 64 products and sums.
                        "NUMERATOR fp32 2",
                        "NUMERATOR fp32 2",
                        "NUMERATOR fp32 65",
                        // AV, and its store.
                        "OUTPUT fp16 1",
                        "OUTPUT fp32 1"),
                steps("fusemax-architecture", "o"));
    }

    /**
     * A sum of weights that is rescaled and added to is a denominator, and is made of them as they are stored: 16 columns, 128
     * keys one by one.
     */
    @Test
    void everyRoundingOfASumOfWeightsThatIsRescaledIsDeclared() {
        assertEquals(
                List.of(
                        // S: sums of 16 products of whole numbers are exact; the scale, itself rounded.
                        "SCORE fp32 2",
                        // E: less the maximum; an exponential, sent as int8; a factor for each key.
                        "ARGUMENT fp32 1",
                        "WEIGHT fp32 1",
                        "WEIGHT int8 1",
                        "FACTOR fp32 128",
                        // Sum: a product and a sum for each key. The sums that E makes itself go nowhere.
                        "DENOMINATOR fp32 256",
                        // W: a product with the factor for each key, after which sums are not of whole numbers; a
                        // product
                        // and 128 sums.
                        "NUMERATOR fp32 128",
                        "NUMERATOR fp32 129",
                        // O, and its store.
                        "OUTPUT fp32 1",
                        "OUTPUT int8 1"),
                steps("streaming-sdpa-memory-free", "o", "workload=tiny", "workload.format=int8"));
        assertEquals(List.of(true), summed("streaming-sdpa-memory-free", "workload=tiny", "dataflow.E.format=fp16"));
    }

    /** Queries, keys and values that are copied to bf16 on the way count where they are multiplied, 16 columns and a key at a time. */
    @Test
    void copiesOfInputsInAnotherFormatCountWhereTheyAreMultiplied(@TempDir Path dir) throws IOException {
        String cast = """
                { "name": "%1$s8", "op": "map", "function": "copy", "in": "%1$s", "format": "bf16", "ii": 1 },
                """;
        Path shipped = Trial.home().resolve("configs/designs/streaming-sdpa-reordered.json");
        String design = Files.readString(shipped);
        for (String tensor : List.of("Q", "K", "V")) {
            Matcher source =
                    Pattern.compile("\\{ \"name\": \"" + tensor + "\".*\n").matcher(design);
            design = source.replaceFirst("$0" + cast.formatted(tensor))
                    .replaceAll("(\"[ab]\": \"" + tensor + ")\"", "$18\"")
                    .replace(
                            "\"" + tensor + "\": { \"tiles\"",
                            "\"" + tensor + "8\": { \"tiles\": 2 }, \"" + tensor + "\": { \"tiles\"");
        }
        design = design.replace("../", shipped.getParent().getParent() + "/");
        String file = Files.writeString(dir.resolve("cast.json"), design).toString();
        List<String> steps = steps(file, "o", "workload.format=fp16");
        assertEquals(
                List.of("PRODUCT bf16 1", "PRODUCT bf16 1", "NUMERATOR bf16 1"),
                steps.stream().filter(s -> s.contains("bf16")).toList());
        Result.Golden golden = Objects.requireNonNull(
                Trial.of(file).set("workload.format=fp16").check("full").run().golden());
        assertEquals(Result.Verdict.PASSED, golden.verdict(), golden.toString());
    }

    /** The sum of weights does not see the format that FlashAttention-2 stores them in; a reduce of stored ones does. */
    @Test
    void aFormatOfWeightsIsSharedByTheirSumIfThatIsMadeOfTheStoredOnes() {
        assertEquals(List.of(false), summed("flash-attention-2", "params.Br=32", "params.Bc=32"));
        assertEquals(List.of(true), summed("streaming-sdpa-reordered", "dataflow.E.format=fp16"));
    }

    /** Its output goes through fp16 once for each of two key tiles. */
    @Test
    void flashAttentionOneStoresItsOutputForEveryTile() {
        List<String> steps = steps("flash-attention-1", "o", "params.Br=32", "params.Bc=64");
        assertTrue(steps.contains("OUTPUT fp16 2") && steps.contains("PROBABILITY fp16 1"), steps.toString());
        assertTrue(
                steps("flash-attention-1", "l", "params.Br=32", "params.Bc=64").contains("DENOMINATOR fp32 132"));
    }

    /** A format of any operator is in the list of what is rounded. */
    @ParameterizedTest
    @CsvSource({"E, WEIGHT", "W, NUMERATOR", "O, OUTPUT", "S, SCORE", "D, ARGUMENT"})
    void theFormatOfAnyOperatorCounts(String op, String role) {
        List<String> steps = steps("streaming-sdpa-reordered", "o", "dataflow." + op + ".format=bf16");
        assertTrue(steps.contains(role + " bf16 1"), steps.toString());
    }

    private static Precision precision(String design, String tensor, String... sets) {
        Setup setup = Trial.of(design).set(sets).setup();
        Map<String, Precision> all = Precision.of(
                Dataflow.resolve(setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, null));
        return Objects.requireNonNull(new TreeMap<>(all).get(tensor));
    }

    private static List<String> steps(String design, String tensor, String... sets) {
        List<String> text = new ArrayList<>();
        precision(design, tensor, sets)
                .steps()
                .forEach(s -> text.add(s.role() + " " + s.grid().name() + " " + (long) s.times()));
        return text;
    }

    private static List<Boolean> summed(String design, String... sets) {
        return precision(design, "o", sets).steps().stream()
                .filter(s -> s.role() == Role.WEIGHT && s.error() == 0)
                .map(s -> s.summed())
                .toList();
    }

    /** The largest score is no log-sum-exp. */
    @Test
    void aMaximumThatIsStoredAsLogSumExpIsMissed() {
        Trial trial = Trial.of("flash-attention-2")
                .set("params.Br=64", "params.Bc=64")
                .check("full");
        assertEquals(
                Result.Verdict.PASSED,
                Objects.requireNonNull(trial.run().golden()).verdict());
        Result.Golden wrong =
                Objects.requireNonNull(trial.set("/dataflow/9/in=P.max").run().golden());
        assertEquals(Result.Verdict.MISSED, wrong.verdict());
        assertEquals("lse", wrong.tensor());
        assertEquals(Result.Verdict.PASSED, wrong.others().get(0).verdict(), "the outputs are right");
    }

    /** Sums and maxima that FlashAttention-1 keeps in memory are checked too, and scores and probabilities of unfused. */
    @Test
    void everyTensorThatTheGoldenModelKnowsIsChecked() {
        assertEquals(List.of("l", "m"), others("flash-attention-1", "params.Br=64", "params.Bc=64"));
        assertEquals(List.of("p", "s"), others("unfused", "params.Br=64", "params.Bc=64"));
    }

    private static List<String> others(String design, String... sets) {
        Result.Golden golden = Objects.requireNonNull(
                Trial.of(design).set(sets).check("full").run().golden());
        assertTrue(golden.passed(), golden.toString());
        return golden.others().stream().map(Result.TensorCheck::tensor).toList();
    }

    /** With 24 queries and 16 keys the first 8 queries see nothing: o is 0, lse minus infinity, and that is checked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "flash-attention-1",
                "flash-attention-2",
                "unfused",
                "streaming-sdpa-naive",
                "streaming-sdpa-three-pass",
                "streaming-sdpa-reordered",
                "streaming-sdpa-memory-free",
                "flat",
                "fusemax"
            })
    void rowsThatSeeNoKeyAreZeroInEveryDesign(String design) {
        Trial trial = Trial.of(design)
                .shape(2, 2, 24, 16, 16, 16)
                .set("workload.mask=causal", "workload.format=fp16")
                .check("full");
        trial = design.startsWith("flash") || design.equals("unfused")
                ? trial.set("params.Br=4", "params.Bc=8")
                : trial;
        trial = design.equals("flat") || design.equals("fusemax")
                ? trial.set("params.tile=8", "params.block=24")
                : trial;
        trial = design.equals("fusemax") ? trial.set("params.P1=3", "params.states=4") : trial;
        Result.Golden golden = Objects.requireNonNull(trial.run().golden());
        assertTrue(golden.passed(), golden.toString());
        assertEquals(2 * 24 * 16, golden.outputsChecked());
    }

    /** The first and last rows, and those at the ends of ragged tiles, are in every sample, and the result says how many. */
    @Test
    void aSampleSaysHowManyRowsItHas() {
        Result.Golden golden = Objects.requireNonNull(Trial.of("flash-attention-2")
                .shape(2, 2, 50, 16, 8, 8)
                .set("params.Br=16", "params.Bc=16")
                .check("sample")
                .run()
                .golden());
        assertTrue(golden.passed(), golden.toString());
        // Of each head rows 0, 15, 48 and 49, and two drawn.
        assertTrue(golden.rowsChecked() >= 2 * 4 && golden.rowsChecked() <= 2 * 6, golden.toString());
        assertEquals(8 * golden.rowsChecked(), golden.outputsChecked());
    }
}
