package dev.headrace.hw.dram.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
    @TempDir
    Path folder;

    private static TraceReader reader(String text) {
        return new TraceReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "t");
    }

    private static List<String> all(TraceReader reader) {
        List<String> all = new ArrayList<>();
        while (reader.next()) {
            all.add(reader.cycle() + (reader.write() ? " W " : " R ") + reader.address());
        }
        return all;
    }

    @Test
    void loadsAndStoresInDecimalAndHexadecimal() {
        assertEquals(
                List.of("0 R 8000", "0 W 8000", "0 R 255"), all(reader("LD 0x1f40\nST 8000\r\n\n# note\n ld 0XFF")));
    }

    @Test
    void readsAndWritesWithTheAddressBeforeOrAfter() {
        assertEquals(List.of("0 R 16", "0 W 32"), all(reader("R 0x10\n0x20 W # second\n")));
    }

    @Test
    void linesWithCyclesUnderColumnNames() {
        TraceReader reader = reader("cycle,op,address\n3,R,0x40\n3, write ,128\n");
        assertEquals(List.of("3 R 64", "3 W 128"), all(reader));
        assertTrue(reader.timed());
    }

    @Test
    void aPackedFileIsUnpacked() throws IOException {
        Path file = folder.resolve("trace.any");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("LD 1\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
        }
        try (TraceReader reader = TraceReader.open(file)) {
            assertEquals(50_000, all(reader).size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LX 12 | no operation that is known",
                "LD | too few words",
                "LD 12 13 | more than was expected",
                "LD 12g | not a number",
                "LD 0x | not a number",
                "LD ff | no number where one was expected",
                "LD 0xffffffffffffffff | more than 63 bits",
                "5,R,1\\n4,R,1 | cycle 4 after cycle 5"
            })
    void aLineThatSaysSomethingElseIsRefusedWithItsNumber(String text, String reason) {
        String trace = text.replace("\\n", "\n");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> all(reader(trace)))
                .getMessage());
        assertTrue(message.contains(reason), message);
        assertTrue(message.startsWith("t: line " + trace.split("\n").length + ": \""), message);
        assertTrue(message.contains("allowed: LD or ST"), message);
    }
}
