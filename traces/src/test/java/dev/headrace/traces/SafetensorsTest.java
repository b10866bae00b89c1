package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("t.safetensors"), bytes);
    }

    private String refusal(byte[] bytes) throws IOException {
        Path path = file(bytes);
        String message =
                assertThrows(TraceException.class, () -> Safetensors.open(path)).getMessage();
        assertTrue(message.startsWith(path.toString()), message);
        return message;
    }

    private static String entry(String dtype, String shape, String offsets) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    @Test
    void aFileMadeByHandReadsBack() throws IOException {
        byte[] bytes =
                bytes("{\"x\":" + entry("F16", "[2,1]", "[0,4]") + ",\"s\":" + entry("I8", "[]", "[4,5]") + "}  ", 5);
        int data = bytes.length - 5;
        bytes[data + 1] = 0x3c;
        bytes[data + 3] = (byte) 0xc0;
        bytes[data + 4] = -3;
        try (Safetensors file = Safetensors.open(file(bytes))) {
            assertArrayEquals(new double[] {1, -2}, file.doubles("x"));
            assertArrayEquals(new int[] {-3}, file.ints("s"));
            assertEquals(new TensorEntry("x", ElementType.F16, List.of(2L, 1L), 0, 4), file.tensor("x"));
            double[] second = new double[1];
            file.read(file.tensor("x"), 1, second);
            assertEquals(-2, second[0]);
            assertThrows(TraceException.class, () -> file.read(file.tensor("x"), 2, second));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"U(16|32|64)", "C64", "F8_E8M0", ".*FNUZ", "F[46].*"})
    void everyTypeSurvivesARoundTripLongerThanOneBuffer(ElementType type) {
        Random random = new Random(1);
        double[] values = new double[100_003];
        for (int i = 0; i < values.length; i++) {
            values[i] = type == ElementType.BOOL || type == ElementType.U8
                    ? random.nextInt(2)
                    : type.isInteger() ? random.nextInt(256) - 128 : (random.nextInt(15) - 7) * 0.25;
        }
        Path path = folder.resolve("r.safetensors");
        new SafetensorsWriter()
                .add("a", type, List.of(100_003L), values)
                .metadata("note", "\u00e9\"\\")
                .write(path);
        try (Safetensors file = Safetensors.open(path)) {
            assertArrayEquals(values, file.doubles("a"));
            assertEquals("\u00e9\"\\", file.metadata().get("note"));
            assertEquals(type.bytes() * 100_003L, file.tensor("a").end());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "U16, 4, 8",
        "U32, 4, 16",
        "U64, 2, 16",
        "C64, 2, 16",
        "F8_E8M0, 5, 5",
        "F8_E4M3FNUZ, 5, 5",
        "F8_E5M2FNUZ, 5, 5",
        "F4, 6, 3",
        "F6_E2M3, 4, 3",
        "F6_E3M2, 8, 6"
    })
    void aTensorOfATypeThatIsNotReadIsInNobodysWayUntilItIsAskedFor(String type, int count, int bytes)
            throws IOException {
        byte[] json = ("{\"__metadata__\":null,\"ids\":{\"dtype\":\"" + type + "\",\"shape\":[" + count
                        + "],\"data_offsets\":[0," + bytes + "],\"by\":{\"whom\":[1]}},\"x\":"
                        + entry("F16", "[1]", "[" + bytes + "," + (bytes + 2) + "]") + "}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + bytes + 2).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json).position(file.limit() - 1).put((byte) 0x3c);
        Path path = folder.resolve("u.safetensors");
        Files.write(path, file.array());
        try (Safetensors opened = Safetensors.open(path)) {
            assertArrayEquals(new double[] {1}, opened.doubles("x"));
            TensorEntry entry = opened.tensors().iterator().next();
            assertEquals(count, entry.count());
            String message = assertThrows(TraceException.class, () -> opened.doubles("ids"))
                    .getMessage();
            assertTrue(message.contains("\"ids\" has dtype " + type + "; allowed for a tensor whose"), message);
            assertTrue(opened.metadata().isEmpty());
        }
    }

    @Test
    void specialValuesSurviveInEveryFloatType() {
        double[] values = {Double.NaN, -0.0, 1.5};
        Path path = folder.resolve("s.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        List<ElementType> floats =
                ElementType.READ.stream().filter(t -> !t.isInteger()).toList();
        floats.forEach(type -> writer.add(type.name(), type, List.of(3L), values));
        writer.write(path);
        try (Safetensors file = Safetensors.open(path)) {
            floats.forEach(type -> assertArrayEquals(values, file.doubles(type.name())));
        }
    }

    @Test
    void theBytesDoNotDependOnTheOrderOfAdding() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        float[] f = {1, 2};
        int[] n = {3};
        new SafetensorsWriter()
                .add("f", List.of(2L), f)
                .add("n", List.of(1L), n)
                .metadata("a", "1")
                .metadata("b", "2")
                .write(one);
        new SafetensorsWriter()
                .metadata("b", "2")
                .add("n", List.of(1L), n)
                .metadata("a", "1")
                .add("f", List.of(2L), f)
                .write(two);
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
        assertEquals(
                0,
                ByteBuffer.wrap(Files.readAllBytes(one))
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong()
                        % 8);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoLitter() throws IOException {
        Path occupied = Files.createDirectory(folder.resolve("occupied"));
        Files.writeString(occupied.resolve("inside"), "keep");
        SafetensorsWriter writer = new SafetensorsWriter().add("n", List.of(1L), new int[] {3});
        assertThrows(TraceException.class, () -> writer.write(occupied));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(occupied), left.toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{F32}]| starts with byte 91",
                "{\"a\":1}| \"a\" is 1; allowed: an object",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}x| not valid JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}{}| goes on after",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}| not valid JSON",
                "{\"a\":{\"dtype\":\"F12\",\"shape\":[1],\"data_offsets\":[0,4]}}| \"a\" has dtype F12",
                "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}| dtype not a string",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}| shape holds -1",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}| shape holds 1.0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}| shape is not an array",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}| has 1 data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}| data_offsets [4, 0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}| data_offsets [0, 8]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}| has 4 bytes; allowed: 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4],\"x\":1}}| has 4 bytes; allowed: 8",
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,4]}}| has 12 bits for F4 [3]; allowed:"
                        + " whole bytes",
                "{\"a\":{\"dtype\":\"F6_E2M3\",\"shape\":[8],\"data_offsets\":[0,4]}}| has 4 bytes; allowed: 6 for"
                        + " F6_E2M3",
                "{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,4]}}| has 4 bytes; allowed: 8 for C64",
                "{\"a\":null}| \"a\" is null; allowed: an object",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}| lacks one of its parts",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}| more than 2^60",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}| not valid JSON",
                "{\"a\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]}}| data section has 4 bytes; allowed:"
                        + " 2",
                "{\"__metadata__\":{\"a\":1}}| is not a string",
                "{}| data section has 4 bytes; allowed: 0",
            })
    void brokenHeadersAreRefusedWithThePlaceAndTheRule(String header, String expected) throws IOException {
        String message = refusal(bytes(header, 4));
        assertTrue(message.contains(expected), message);
    }

    @Test
    void duplicateNamesOverlapsAndGapsAreRefused() throws IOException {
        String half = entry("I16", "[1]", "[0,2]");
        assertTrue(refusal(bytes("{\"a\":" + half + ",\"a\":" + half + "}", 2))
                .contains("\"a\" a second time in its object"));
        assertTrue(refusal(bytes("{\"a\":" + half + ",\"b\":" + entry("I16", "[1]", "[1,3]") + "}", 3))
                .contains("\"b\" overlaps"));
        assertTrue(refusal(bytes("{\"a\":" + half + ",\"b\":" + entry("I16", "[1]", "[3,5]") + "}", 5))
                .contains("\"b\" leaves a gap"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 9, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
    void headerLengthsBeyondTheFileOrTheLimitAreRefusedBeforeReading(long length) throws IOException {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        String message = refusal(bytes);
        assertTrue(message.contains("header length is " + Long.toUnsignedString(length)), message);
    }

    @Test
    void deepNestingIsRefusedNotOverflowed() throws IOException {
        String deep = "{\"a\":{\"dtype\":" + "[".repeat(200_000);
        refusal(bytes(deep, 0));
    }

    @Test
    void filesThatAreMissingOrTooShortAreRefused() throws IOException {
        assertTrue(refusal(new byte[7]).contains("file has 7 bytes"));
        assertThrows(TraceException.class, () -> Safetensors.open(folder.resolve("none")));
        assertThrows(TraceException.class, () -> Safetensors.open(folder));
    }

    @Test
    void valuesThatDoNotFitAreRefusedByElement() throws IOException {
        byte[] flag = bytes("{\"b\":" + entry("BOOL", "[2]", "[0,2]") + "}", 2);
        flag[flag.length - 1] = 7;
        try (Safetensors file = Safetensors.open(file(flag))) {
            String message =
                    assertThrows(TraceException.class, () -> file.ints("b")).getMessage();
            assertTrue(message.contains("tensor \"b\" element 1 is 7; allowed: 0 or 1"), message);
            assertTrue(assertThrows(TraceException.class, () -> file.doubles("c"))
                    .getMessage()
                    .contains("\"c\" is missing"));
        }
        byte[] wide = bytes("{\"w\":" + entry("I64", "[1]", "[0,8]") + "}", 8);
        wide[wide.length - 4] = 1;
        try (Safetensors file = Safetensors.open(file(wide))) {
            assertEquals(0x1p32, file.doubles("w")[0]);
            assertThrows(TraceException.class, () -> file.ints("w"));
            assertThrows(TraceException.class, () -> file.floats("w"));
        }
        assertThrows(
                TraceException.class,
                () -> new SafetensorsWriter().add("x", ElementType.I8, List.of(1L), new double[] {128}));
        assertThrows(
                TraceException.class,
                () -> new SafetensorsWriter().add("x", ElementType.F32, List.of(2L), new double[] {128}));
    }

    @Test
    void damagedFilesGiveATraceExceptionOrReadButNeverAnythingElse() throws IOException {
        Path path = folder.resolve("whole");
        new SafetensorsWriter()
                .add("q", ElementType.F16, List.of(3L, 2L), new double[6])
                .add("mask", ElementType.BOOL, List.of(5L), new double[5])
                .add("n", List.of(2L), new int[] {1, 2})
                .metadata("note", "x")
                .write(path);
        byte[] whole = Files.readAllBytes(path);
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int length = i % 2 == 0 ? damaged.length : random.nextInt(damaged.length);
            refused += readAll(file(Arrays.copyOf(damaged, length))) ? 0 : 1;
        }
        // Every truncation is refused, and so are most flips.
        assertTrue(refused > 3000 && refused < 4000, refused + " refused");
    }

    private static boolean readAll(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            List<double[]> all = new ArrayList<>();
            for (TensorEntry entry : file.tensors()) {
                all.add(file.doubles(entry.name()));
            }
            return !all.isEmpty();
        } catch (TraceException e) {
            return false;
        }
    }
}
