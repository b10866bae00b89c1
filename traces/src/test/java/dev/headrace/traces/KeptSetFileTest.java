package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.sparse.SpattenCounts;
import dev.headrace.golden.sparse.SpattenCounts.Machine;
import dev.headrace.golden.sparse.SpattenCounts.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeptSetFileTest {
    private static final String HEADER =
            "iteration_id,layer_id,head_id,embedding_length_D,sentence_length_L,key_fetch_num,quant_key_bit,"
                    + "quant_query_bit,auto_requant_thres,if_requant,auto_requant_incre,value_fetch_num,quant_value_bit,"
                    + "if_accumulate_importance,if_rescale_previous_importance,if_topk,topk";
    private static final String ROW = "3,1,0,64.0,100,20,6,16,0.05,True,4,5,6,True,False,True,12";

    @TempDir
    Path folder;

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("kept.csv"), String.join("\n", lines) + "\n");
    }

    private static KeptSet row(int step, int layer, int head, int length, int keys, int values) {
        return new KeptSet(
                step, layer, head, 64, length, keys, 6, 16, 0.05, false, 4, values, 6, true, false, false, -1,
                List.of(), List.of());
    }

    @Test
    void everyColumnIsRead() throws IOException {
        KeptSetTrace trace = KeptSetFile.read(file(HEADER, ROW, "made/from.yml,,,,,,,,,,,,,,,,"));
        KeptSet expected = new KeptSet(
                3, 1, 0, 64, 100, 20, 6, 16, 0.05, true, 4, 5, 6, true, false, true, 12, List.of(), List.of());
        assertEquals(List.of(expected), trace.rows());
        assertEquals("made/from.yml", trace.origin());
        assertEquals(2, trace.layers());
        assertEquals(1, trace.refetchRate());
    }

    @Test
    void columnsAreFoundByNameAndLinesMayEndAsOnWindows() throws IOException {
        List<String> names = new ArrayList<>(Arrays.asList(HEADER.split(",")));
        List<String> values = new ArrayList<>(Arrays.asList(ROW.split(",")));
        KeptSetTrace straight = KeptSetFile.read(file(HEADER, ROW));
        Collections.reverse(names);
        Collections.reverse(values);
        String text = String.join(",", names) + "\r\n" + String.join(",", values) + "\r\n\r\n";
        assertEquals(straight, KeptSetFile.read(Files.writeString(folder.resolve("other.csv"), text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept.csv", "kept.csv.gz"})
    void whatIsWrittenIsReadBack(String name) throws IOException {
        Random random = new Random(4);
        List<KeptSet> rows = new ArrayList<>();
        for (int step = 0; step < 5; step++) {
            for (int layer = 0; layer < 3; layer++) {
                int length = 10 + step;
                int[] keys = IntStream.range(0, length)
                        .filter(i -> random.nextBoolean())
                        .toArray();
                int[] values =
                        Arrays.stream(keys).filter(i -> random.nextBoolean()).toArray();
                boolean refetched = random.nextBoolean();
                rows.add(new KeptSet(
                        step,
                        layer,
                        2,
                        32,
                        length,
                        keys.length,
                        8,
                        -1,
                        refetched ? 0.1 : -1,
                        refetched,
                        refetched ? 4 : -1,
                        values.length,
                        -1,
                        true,
                        layer == 0,
                        layer == 1,
                        layer == 1 ? 4 : -1,
                        Arrays.stream(keys).boxed().toList(),
                        Arrays.stream(values).boxed().toList()));
            }
        }
        KeptSetTrace trace = new KeptSetTrace(rows, "seed 4");
        Path file = folder.resolve(name);
        KeptSetFile.write(trace, file);
        assertEquals(trace, KeptSetFile.read(file));
        byte[] first = Files.readAllBytes(file);
        assertEquals(name.endsWith(".gz"), first[0] == 0x1f);
        KeptSetFile.write(trace, file);
        assertEquals(Arrays.toString(first), Arrays.toString(Files.readAllBytes(file)));
    }

    @Test
    void theOriginIsOneFieldWhateverItSays() {
        Path file = folder.resolve("kept.csv");
        KeptSetFile.write(new KeptSetTrace(List.of(row(0, 0, 0, 9, 4, 2)), "a run, of\ntwo lines"), file);
        assertEquals("a run of two lines", KeptSetFile.read(file).origin());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key_fetch_num | 101 | key_fetch_num is 101; allowed: 0 to 100",
                "value_fetch_num | 21 | value_fetch_num is 21; allowed: 0 to 20",
                "embedding_length_D | 64.5 | embedding_length_D is 64.5; allowed: a whole number",
                "embedding_length_D | 0 | embedding_length_D is 0; allowed: 1 or more",
                "quant_key_bit | 33 | quant_key_bit is 33; allowed: 1 to 32, or -1",
                "quant_key_bit | -1 | if_requant is True with quant_key_bit -1",
                "quant_value_bit | 0 | quant_value_bit is 0",
                "auto_requant_thres | 1.5 | auto_requant_thres is 1.5; allowed: 0 to 1, or -1",
                "auto_requant_incre | -1 | auto_requant_incre -1; allowed: True only with bits for both",
                "if_requant | yes | if_requant is \"yes\"; allowed: True or False",
                "if_topk | False | topk is 12 with if_topk False; allowed: -1",
                "topk | 102 | topk is 102; allowed: 0 to 101",
                "layer_id | one | layer_id is \"one\"; allowed: a number",
                "layer_id | NaN | layer_id is NaN; allowed: a whole number",
                "iteration_id | -1 | iteration_id is -1; allowed: 0 or more",
                "sentence_length_L | 3000000000 | sentence_length_L is 3000000000; allowed: a whole number of 32 bits"
            })
    void aBadFieldIsNamedWithFileLineAndWhatIsAllowed(String column, String value, String message) throws IOException {
        String[] fields = ROW.split(",");
        fields[Arrays.asList(HEADER.split(",")).indexOf(column)] = value;
        assertBad(":2: ", message, file(HEADER, String.join(",", fields)));
    }

    @Test
    void aBadFileIsNamed() throws IOException {
        assertBad(":2: ", "line has 3 fields; allowed: 17", file(HEADER, "0,0,0"));
        assertBad(":3: ", "iteration, layer, head are 3, 1, 0 after 3, 1, 0", file(HEADER, ROW, ROW));
        assertBad(":1: ", "column \"topk\" is missing", file(HEADER.replace(",topk", "")));
        assertBad(":1: ", "column \"topk\" is there twice", file(HEADER + ",topk"));
        assertBad(":1: ", "column is \"colour\"", file(HEADER + ",colour"));
        assertBad(":3: ", "there is a line after", file(HEADER, "made/from.yml,,,,,,,,,,,,,,,,", ROW));
        assertBad(":2: ", "key_indices has 3 numbers; allowed: 20", file(HEADER + ",key_indices", ROW + ",1 2 3"));
        assertBad(":2: ", "value_indices has 7 after 7", file(HEADER + ",value_indices", ROW + ",1 2 7 7 9"));
        assertBad(":2: ", "value_indices has 100 after 7", file(HEADER + ",value_indices", ROW + ",1 2 3 7 100"));
        assertBad(":2: ", "value_indices has \"x\"", file(HEADER + ",value_indices", ROW + ",1 2 x 7 9"));
        assertBad("", "file is empty", Files.createFile(folder.resolve("empty.csv")));
        assertBad("", "file cannot be read", folder.resolve("none.csv"));
    }

    @Test
    void aTornGzipFileIsNamedWithTheLineItGotTo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
            for (int step = 0; step < 2000; step++) {
                out.write((step + ROW.substring(1) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] whole = bytes.toByteArray();
        Path file = folder.resolve("torn.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));
        String message =
                assertThrows(TraceException.class, () -> KeptSetFile.read(file)).getMessage();
        // It cannot tell exactly: the reader is some lines ahead.
        assertTrue(message.matches(".*torn[.]gz:1[0-9]{3}: file cannot be read: .*"), message);
    }

    private static void assertBad(String where, String part, Path file) {
        String message =
                assertThrows(TraceException.class, () -> KeptSetFile.read(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertTrue(message.contains(where) && message.contains(part), message);
    }

    @Test
    void bytesAreCountedRowByRowAndDroppedHeadsAreInTheBaseline() {
        // Head 1 is dropped in step 1. Keys 6 bits, values 6 bits; 24 and 8 rows, 16 and 8 rows.
        KeptSetTrace trace = new KeptSetTrace(
                List.of(row(0, 0, 0, 20, 20, 5), row(0, 0, 1, 20, 20, 5), row(1, 0, 0, 21, 10, 2)), "");
        SpattenCounts counts = trace.count(Machine.FULL);
        assertEquals((2 * (24 + 8) + 16 + 8) * 64 * 6 / 8, counts.dramBytes());
        assertEquals(2 * (20 + 21) * 2 * 64 * 4, counts.denseBytes());
        assertEquals(3 + 3 + 2, counts.bounds().get(Resource.QUERY_KEY));
        assertEquals(2, trace.steps());
        assertEquals(2, trace.heads());
    }

    @Test
    void whatIsNotQuantizedIsFetchedInTwoPartsAndComputedTwice() {
        KeptSet plain = new KeptSet(
                0, 0, 0, 64, 16, 16, -1, -1, -1, false, -1, 16, -1, true, false, false, -1, List.of(), List.of());
        KeptSet wide = new KeptSet(
                0, 0, 0, 64, 16, 16, 12, 16, -1, false, -1, 16, 8, true, false, false, -1, List.of(), List.of());
        for (KeptSet row : List.of(plain, wide)) {
            SpattenCounts counts = new KeptSetTrace(List.of(row), "").count(Machine.FULL);
            assertEquals(16 * 64 * 20 / 8, counts.dramBytes());
            assertEquals(4, counts.bounds().get(Resource.QUERY_KEY));
            assertEquals(3.2, counts.dramReduction(), 1e-12);
        }
    }

    @Test
    void theScheduleOfTheReleasedSmallTraceHasItsMeansAndBounds() {
        // GPT-2-Small, WikiText-2, as released: the first token keeps all 993 keys, the others 921, 716, 4 x 204, 6 x
        // 102
        // in their 12 layers of 12 heads; a fifth of the values, of 1024 for the first token. Low bits left out.
        int[] keys = {921, 716, 204, 204, 204, 204, 102, 102, 102, 102, 102, 102};
        List<KeptSet> rows = new ArrayList<>();
        long keySum = 0;
        long valueSum = 0;
        for (int step = 0; step < 32; step++) {
            for (int at = 0; at < 144; at++) {
                int n = step == 0 ? 993 : keys[at / 12];
                int m = step == 0 ? 204 : n / 5;
                rows.add(row(step, at / 12, at % 12, 993 + step, n, m));
                keySum += n;
                valueSum += m;
            }
        }
        assertEquals(278.5, keySum / 4608.0, 0.05);
        assertEquals(55.4, valueSum / 4608.0, 0.05);
        SpattenCounts counts = new KeptSetTrace(rows, "").count(Machine.FULL);
        assertEquals(377_000, counts.bounds().get(Resource.TOP_K), 1000);
        assertEquals(33_132, counts.bounds().get(Resource.PROBABILITY_VALUE), 100);
        assertEquals(Resource.TOP_K, counts.binding());
    }

    @Test
    void inAWholePassAHeadFetchesOnceForAllItsQueries() {
        // Two queries of a causal head, 8 and 9 keys; the second head is dropped but for the first query.
        KeptSetTrace trace =
                new KeptSetTrace(List.of(row(7, 0, 0, 9, 8, 2), row(7, 0, 1, 9, 8, 8), row(8, 0, 0, 9, 9, 4)), "");
        SpattenCounts counts = trace.countPass(new Machine(512, 512, 16, 3, 1));
        assertEquals((9 + 8) * 2 * 64 * 6 / 8, counts.dramBytes());
        assertEquals(2 * 9 * 2 * 64 * 4, counts.denseBytes());
        assertEquals(1 + 1 + 2, counts.bounds().get(Resource.QUERY_KEY));
        assertEquals(1 + 1 + 1, counts.bounds().get(Resource.PROBABILITY_VALUE));
    }

    @Test
    void anEmptyTraceCountsNothing() throws IOException {
        KeptSetTrace trace = KeptSetFile.read(file(HEADER));
        assertEquals(0, trace.count(Machine.FULL).dramBytes());
        assertEquals(0, trace.countPass(Machine.FULL).dramBytes());
        assertEquals(0, trace.refetchRate());
        assertEquals(0, trace.layers());
    }
}
