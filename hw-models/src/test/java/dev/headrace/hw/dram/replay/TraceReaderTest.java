package dev.headrace.hw.dram.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
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
        return reader(text, TraceFormat.AUTO);
    }

    private static TraceReader reader(String text, TraceFormat format) {
        return new TraceReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "t", format);
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
        try (TraceReader reader = TraceReader.open(file, TraceFormat.AUTO)) {
            assertEquals(50_000, all(reader).size());
        }
    }

    /** A stream that can be read only once, and gives a byte at a time. */
    private static InputStream pipe(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                return super.read(into, offset, Math.min(1, most));
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    @Test
    void aPipePlainOrPackedLosesNothing() throws IOException {
        byte[] plain = "0x10000000 R\n0x10000040 R\n".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        for (byte[] bytes : List.of(plain, packed.toByteArray())) {
            assertEquals(
                    List.of("0 R 268435456", "0 R 268435520"),
                    all(TraceReader.open(pipe(bytes), "t", TraceFormat.AUTO, 0)));
        }
        assertEquals(List.of(), all(TraceReader.open(pipe(new byte[0]), "t", TraceFormat.AUTO, 0)));
        assertEquals(
                List.of("1000 R 64", "1001 R 128"),
                all(TraceReader.open(
                        pipe("1000,R,0x40\n1001,R,0x80".getBytes(StandardCharsets.US_ASCII)),
                        "t",
                        TraceFormat.AUTO,
                        0)));
    }

    /** Blanks, commas, or both; the format is that of the first request if only one fits, or as asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO | 0x7F00 READ 10;0x7F40 WRITE 12 | 10 R 32512, 12 W 32576",
                "AUTO | 0x7F00,READ,10;0x7F40, WRITE ,12 | 10 R 32512, 12 W 32576",
                "AUTO | 10 R 0x40;12 W 128 | 10 R 64, 12 W 128",
                "AUTO | address op cycle;64 R 10;128 W 12 | 10 R 64, 12 W 128",
                "AUTO | cycle op address;10 R 64 | 10 R 64",
                "AUTO | 31:     read    0x400140;32: write 0x400180 0a0b0c | 31 R 4194624, 32 W 4194688",
                "DRAMSIM3 | 64 R 10;0x80 W 12 | 10 R 64, 12 W 128",
                "HEADRACE | 10,R,64 | 10 R 64",
                "DRAMSYS | 5:read 0x40;6 : write 0x80 | 5 R 64, 6 W 128",
                "SCALE_SIM_READS | -3, 8, 9, -1,;-2.0,-1.0,12.0; | 0 R 8, 0 R 9, 1 R 12",
                "SCALE_SIM_WRITES | 7,1;9,2,3 | 0 W 1, 2 W 2, 2 W 3",
            })
    void everyFormatOfOtherTools(TraceFormat format, String text, String requests) {
        assertEquals(
                List.of(requests.split(", ")),
                all(reader(text.replace(';', '\n').replace("0a0b0c", "0x0a0b0c"), format)));
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
                "5,R,0x1\\n4,R,1 | cycle 4 after cycle 5",
                "10,R,12 | cycle op address, or address op cycle?",
                "0x10,R,0x12 | cycle op address, or address op cycle?",
                "1,2,3 | --trace-format scale-sim-reads or scale-sim-writes",
                "R 0x1\\n10,R,0x40 | more than was expected",
                "10,R,0x40\\nR 0x1 | no number where one was expected",
                "10,R,0x40\\n0x50 R | too few words",
                "31: read 0x40\\n32 read 0x40 | no colon",
                "31: (64) read 0x40 | every line is one burst"
            })
    void aLineThatSaysSomethingElseIsRefusedWithItsNumber(String text, String reason) {
        String trace = text.replace("\\n", "\n");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> all(reader(trace)))
                .getMessage());
        assertTrue(message.contains(reason), message);
        assertTrue(message.startsWith("t: line " + trace.split("\n").length + ": \""), message);
        assertTrue(message.contains("; allowed: "), message);
    }
}
