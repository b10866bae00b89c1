package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressMapTest {
    private static final DramPart.Geometry HBM2 = Parts.load("hbm2-2000").geometry();
    private static final DramPart.Geometry HBM3 = Parts.load("hbm3-6400-8high").geometry();

    @Test
    void neighbouringBurstsGoToChannelsThenPseudoChannelsThenBankGroupsThenTheRow() {
        AddressMap map = new AddressMap("RoBaRaCoBgCh", HBM2, 8);
        // Bits from 5: channel 3, pseudo channel 1, bank group 2, burst 5, bank 2, row 15.
        assertEquals(7, map.channel(7 * 32 + 31));
        assertEquals(1, map.pseudoChannel(8 * 32));
        assertEquals(4, map.bank(16 * 32));
        assertEquals(1, map.column(64 * 32));
        assertEquals(1, map.bank(64 * 32 * 32));
        assertEquals(1, map.row(64L * 32 * 32 * 4));
        assertEquals(8L << 30, map.capacityBytes());
    }

    @Test
    void withoutBgTheBankGroupIsTheLowerPartOfTheBank() {
        AddressMap map = new AddressMap("RoBaRaCoCh", HBM2, 1);
        // A row of 32 bursts in each of 2 pseudo channels, then the next bank group.
        assertEquals(0, map.bank(63 * 32));
        assertEquals(4, map.bank(64 * 32));
        assertEquals(1, map.bank(4 * 64 * 32));
    }

    @Test
    void aHashSpreadsRowsOverBankGroups() {
        AddressMap map = new AddressMap("RoBaRaCoBgCh+Bg^Ro+Ba^Ro2", HBM2, 1);
        long row = map.address(0, 0, 0, 1, 0) & ~((1L << 15) - 1);
        assertEquals(4, map.bank(map.address(0, 0, 4, 1, 0)));
        assertEquals(4, map.bank(row));
        assertEquals(1, map.row(row));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RoBaRaCoBgCh",
                "RoBaRaCoCh",
                "RoRaBaBgPcCoCh",
                "RoCo3BaBgCo2Ch",
                "Ro4BaRoCoPcCh",
                "ChRoBaCo",
                "RoBaRaCoBgCh+Bg^Ro+Ba^Ro2+Ch^Ro4+Pc^Ro7+Ra^Ro9"
            })
    void everyAddressHasItsOwnPlace(String text) {
        for (DramPart.Geometry g : new DramPart.Geometry[] {HBM2, HBM3}) {
            AddressMap map = new AddressMap(text, g, 4);
            Random random = new Random(1);
            for (int i = 0; i < 2000; i++) {
                long address = random.nextLong() & (map.capacityBytes() - 1) & -32;
                assertEquals(
                        address,
                        map.address(
                                map.channel(address),
                                map.pseudoChannel(address),
                                map.bank(address),
                                map.row(address),
                                map.column(address)));
            }
        }
    }

    @Test
    void theExplanationNamesEveryBit() {
        String text = new AddressMap("RoBaCo3BgCo2Ch+Bg^Ro", HBM2, 8).explain();
        assertEquals("""
                bits  0- 4  byte in burst
                bits  5- 7  channel
                bits  8- 8  pseudo channel
                bits  9-10  burst in row bits 0-1
                bits 11-12  bank group, exclusive-or row bits from 0
                bits 13-15  burst in row bits 2-4
                bits 16-17  bank
                bits 18-32  row
                """, text.replace(System.lineSeparator(), "\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "RoBaCo, Ch is missing",
        "RoBaXyCoCh, Xy",
        "RoBaCo2Ch, Co has 5 bits",
        "RoBaCoCoCh, more than one takes the rest",
        "RoBaCo9Ch, Co has 5 bits",
        "RoBaCoCh+Bg, is not a hash",
        "RoBaCoCh+Co^Ro, not of Ro or Co",
        "RoBaCoCh!, is not a field"
    })
    void aMappingThatSaysTooMuchOrTooLittleIsRefused(String text, String reason) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> new AddressMap(text, HBM2, 8))
                        .getMessage());
        assertTrue(message.contains(reason), message);
        assertTrue(message.contains("mapping: \"" + text + "\""), message);
    }
}
