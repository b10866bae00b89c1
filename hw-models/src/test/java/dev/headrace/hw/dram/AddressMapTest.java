package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

    private static DramPart.Geometry geometry(int ranks, int rows) {
        return new DramPart.Geometry(3, 2, ranks, 2, 2, rows, 64, 32, true);
    }

    /** Small memories of 3 stack ids, 5 or 12 rows, 3 or 5 channels: every burst has a place, every place a burst. */
    @ParameterizedTest
    @CsvSource({
        "RoBaRaCoBgCh, 3, 8, 4",
        "RoBaRaCoBgCh, 3, 12, 3",
        "RoBaRaCoCh, 3, 5, 5",
        "RoRaBaBgPcCoCh, 1, 12, 5",
        "RaRoBaBgCoPcCh, 3, 5, 1",
        "ChRoBaRaCoBgPc, 3, 5, 3",
        "BgRoPcChBaRaCo, 6, 7, 3",
        "RoCo0BaBgRaCoCh, 3, 12, 2",
        "RoBaRaCoBgCh+Bg^Ro+Ba^Ro1, 3, 12, 3"
    })
    void countsThatAreNoPowersOfTwoLeaveNoHoles(String text, int ranks, int rows, int channels) {
        DramPart.Geometry g = geometry(ranks, rows);
        AddressMap map = new AddressMap(text, g, channels);
        assertEquals(channels * g.channelBytes(), map.capacityBytes());
        Set<List<Integer>> places = new HashSet<>();
        for (long address = 0; address < map.capacityBytes(); address += 32) {
            int[] p = {
                map.channel(address),
                map.pseudoChannel(address),
                map.bank(address),
                map.row(address),
                map.column(address)
            };
            assertTrue(
                    p[0] < channels && p[1] < 2 && p[2] < 4 * ranks && p[3] < rows && p[4] < 2, address + ": " + p[3]);
            assertTrue(places.add(List.of(p[0], p[1], p[2], p[3], p[4])), "twice");
            assertEquals(address, map.address(p[0], p[1], p[2], p[3], p[4]));
            assertEquals(((long) p[3] << 32) | ((long) p[2] << 16) | (p[0] * 2 + p[1]), map.place(address));
            assertEquals(map.place(address), map.place(address + 3 * map.capacityBytes()), "wraps");
        }
        assertEquals(map.capacityBytes() / 32, places.size());
    }

    @Test
    void aFieldWhoseCountIsNoPowerOfTwoCannotBeCutOrHashed() {
        for (String text : List.of("RoRa1BaRaCoBgCh", "Ro2BaRaRoCoBgCh", "RoBaRaCoBgCh+Ra^Ro")) {
            String message = String.valueOf(assertThrows(
                            IllegalArgumentException.class, () -> new AddressMap(text, geometry(3, 12), 3))
                    .getMessage());
            assertTrue(message.contains("no power of two"), message);
        }
    }

    @Test
    void theSlicesNameEveryBit() {
        assertEquals(
                List.of(
                        new AddressMap.Slice(0, 4, "byte in burst", 0, true, List.of()),
                        new AddressMap.Slice(5, 7, "channel", 0, true, List.of()),
                        new AddressMap.Slice(8, 8, "pseudo channel", 0, true, List.of()),
                        new AddressMap.Slice(9, 10, "burst in row", 0, false, List.of()),
                        new AddressMap.Slice(11, 12, "bank group", 0, true, List.of(19, 20)),
                        new AddressMap.Slice(13, 15, "burst in row", 2, false, List.of()),
                        new AddressMap.Slice(16, 17, "bank", 0, true, List.of()),
                        new AddressMap.Slice(18, 32, "row", 0, true, List.of())),
                new AddressMap("RoBaCo3BgCo2Ch+Bg^Ro1", HBM2, 8).slices());
    }

    /** Whoever puts the bits together as the slices say gets what the map says. */
    @ParameterizedTest
    @CsvSource({
        "RoBaRaCoBgCh, 8",
        "RoBaRaCoBgPcCh, 4",
        "RoBaRaCoBgCh, 5",
        "RoBaRaBgCoCh+Bg^Ro+Ba^Ro2, 40",
        "RoBaChRaCoBg, 5",
        "BaRo3Co2RoCo1ChBgCo+Ch^Ro4+Ba^Ro1, 4"
    })
    void theSlicesExplainTheMap(String text, int channels) {
        AddressMap map = new AddressMap(text, HBM2, channels);
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            long address = Math.floorMod(random.nextLong(), map.capacityBytes());
            long inside = map.digits(address);
            Map<String, Integer> fields = new HashMap<>();
            for (AddressMap.Slice s : map.slices()) {
                int bits = (int) (inside >>> s.from()) & ((1 << (s.to() - s.from() + 1)) - 1);
                for (int h = 0; h < s.hash().size(); h++) {
                    bits ^= (int) (inside >>> s.hash().get(h) & 1) << h;
                }
                fields.merge(s.field(), bits << s.lowest(), (a, b) -> a | b);
            }
            assertEquals(fields.get("channel"), map.channel(address));
            assertEquals(fields.get("pseudo channel"), map.pseudoChannel(address));
            assertEquals(fields.get("bank group") * 4 + fields.get("bank"), map.bank(address));
            assertEquals(fields.get("row"), map.row(address));
            assertEquals(fields.get("burst in row"), map.column(address));
        }
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
