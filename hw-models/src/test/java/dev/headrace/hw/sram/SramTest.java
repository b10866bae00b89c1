package dev.headrace.hw.sram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SramTest {
    // 8 banks of 4 bytes.
    @ParameterizedTest
    @CsvSource({
        // interleave, padding, rows, row bytes, cycles
        // a row of 8 words fills the banks: one a cycle
        "4, 0, 10, 32, 10",
        // rows of 4 words go in pairs
        "4, 0, 10, 16, 5",
        // rows of 3 words go in pairs too, the eleventh alone
        "4, 0, 11, 12, 6",
        // 9 words: the ninth comes to the first bank again
        "4, 0, 10, 33, 20",
        // one byte takes a word; 8 rows a cycle
        "4, 0, 16, 1, 2",
        // pairs of rows of 4 words at a pitch of 8 lie in the same 4 banks
        "4, 16, 10, 16, 10",
        // at a pitch of 5 words rows start in banks 0, 5: the second wraps into bank 0
        "4, 4, 2, 16, 2",
        // 2 words to a bank: a row of 8 words lies in 4 banks, 2 in each
        "8, 0, 10, 32, 20",
        // 5 words to a bank: rows of 8 words start at 0 8 16 24 32: 5+3, 2+5+1, 4+4, 1+5+2, 3+5 words in a bank
        "20, 0, 5, 32, 24",
    })
    void rowsTakeAsLongAsTheFullestBank(int interleave, int padding, long rows, long rowBytes, long cycles) {
        Sram sram = sram(8, 4, interleave, padding);
        assertEquals(cycles, sram.readHold(rows, rowBytes));
        assertEquals(cycles, sram.writeHold(rows, rowBytes));
    }

    @ParameterizedTest
    @CsvSource({
        // pitch of 8 words: every row of a column in the same bank; 8 word columns of 16 cycles
        "4, 0, 16, 32, 128",
        // pitch of 9: no conflict; 8 columns of 2 cycles
        "4, 4, 16, 32, 16",
        // pitch of 10: gcd(10, 8) = 2; 8 columns of 4 cycles
        "4, 8, 16, 32, 32",
        // pitch of 4, rows of 4 words: gcd 4; 4 columns of 8 cycles
        "4, 0, 16, 16, 32",
    })
    void columnsConflictUnlessThePitchIsOdd(int interleave, int padding, long rows, long rowBytes, long cycles) {
        assertEquals(cycles, sram(8, 4, interleave, padding).columnReadHold(rows, rowBytes));
    }

    @Test
    void theShortCountOfGroupsEqualsLayingOutEveryWord() {
        Random random = new Random(5);
        for (int i = 0; i < 1500; i++) {
            int banks = 1 + random.nextInt(12);
            int word = 1 + random.nextInt(5);
            int words = 1 + random.nextInt(4);
            int padding = random.nextInt(9);
            long rows = 1 + random.nextInt(80);
            long rowBytes = 1 + random.nextInt(90);
            Sram sram = sram(banks, word, word * words, padding);
            String what = banks + " banks, word " + word + ", interleave " + words + ", padding " + padding + ", rows "
                    + rows + " of " + rowBytes;
            assertEquals(everyWord(banks, word, words, padding, rows, rowBytes), sram.readHold(rows, rowBytes), what);
            assertEquals(
                    everyColumn(banks, word, words, padding, rows, rowBytes),
                    sram.columnReadHold(rows, rowBytes),
                    what);
        }
    }

    private static long everyWord(int banks, int word, int interleave, int padding, long rows, long rowBytes) {
        long words = (rowBytes + word - 1) / word;
        long pitch = (rowBytes + padding + word - 1) / word;
        long together = Math.max(1, banks / words);
        long cycles = 0;
        for (long first = 0; first < rows; first += together) {
            Map<Long, Long> load = new HashMap<>();
            for (long row = first; row < Math.min(rows, first + together); row++) {
                for (long w = 0; w < words; w++) {
                    load.merge((row * pitch + w) / interleave % banks, 1L, Long::sum);
                }
            }
            cycles += java.util.Collections.max(load.values());
        }
        return cycles;
    }

    private static long everyColumn(int banks, int word, int interleave, int padding, long rows, long rowBytes) {
        long words = (rowBytes + word - 1) / word;
        long pitch = (rowBytes + padding + word - 1) / word;
        long cycles = 0;
        for (long w = 0; w < words; w++) {
            for (long first = 0; first < rows; first += banks) {
                Map<Long, Long> load = new HashMap<>();
                for (long row = first; row < Math.min(rows, first + banks); row++) {
                    load.merge((row * pitch + w) / interleave % banks, 1L, Long::sum);
                }
                cycles += java.util.Collections.max(load.values());
            }
        }
        return cycles;
    }

    @Test
    void noReadMovesMoreThanOneWordOfEachBankInACycle() {
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            int banks = 1 + random.nextInt(64);
            Sram sram = sram(banks, 16, 16 * (1 + random.nextInt(3)), 0);
            long rows = 1 + random.nextInt(300);
            long rowBytes = 1 + random.nextInt(2000);
            assertTrue(sram.readHold(rows, rowBytes) * banks * 16 >= rows * rowBytes);
        }
    }

    @Test
    void capacityComesInKibOrInBytesButNotInBoth() {
        assertEquals(1024 * 1024, new Sram(parameters(1024L, null)).capacityBytes());
        assertEquals(1000, new Sram(parameters(null, 1000L)).capacityBytes());
        assertThrows(IllegalArgumentException.class, () -> parameters(1L, 1024L));
        assertThrows(IllegalArgumentException.class, () -> parameters(null, null));
        assertThrows(IllegalArgumentException.class, () -> parameters(Long.MAX_VALUE / 2, null));
    }

    @Test
    void anInterleaveThatIsNoMultipleOfTheWordIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> sram(8, 4, 6, 0))
                .getMessage();
        assertTrue(message.contains("interleave_bytes is 6"), message);
    }

    @Test
    void aHoldBeyondTheRangeOfLongIsAnError() {
        long huge = Long.MAX_VALUE / 2;
        assertThrows(ArithmeticException.class, () -> sram(8, 4, 4, 0).readHold(huge, huge));
        assertThrows(ArithmeticException.class, () -> sram(8, 4, 8, 0).readHold(huge, huge));
        assertThrows(ArithmeticException.class, () -> sram(8, 4, 4, 0).columnReadHold(huge, huge));
    }

    private static Sram sram(int banks, int word, int interleave, int padding) {
        return new Sram(new SramParameters(64L, null, banks, word, interleave, padding, null, null, null));
    }

    private static SramParameters parameters(Long kib, Long bytes) {
        return new SramParameters(kib, bytes, 8, 4, null, null, 2, null, null);
    }
}
