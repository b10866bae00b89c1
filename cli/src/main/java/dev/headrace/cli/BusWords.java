package dev.headrace.cli;

import dev.headrace.hw.dram.BusIdle;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Why a data bus was idle, in words. */
final class BusWords {
    private static final Map<BusIdle, String> WORDS = new EnumMap<>(Map.ofEntries(
            Map.entry(BusIdle.REQUESTS, "no request that could have used it"),
            Map.entry(BusIdle.REFRESH, "refresh, and closing rows for it (tRFC)"),
            Map.entry(BusIdle.ROW_OPENING, "activate to column command (tRCD)"),
            Map.entry(BusIdle.ROW_CLOSING, "precharge to activate (tRP)"),
            Map.entry(BusIdle.ROW_HELD, "the open row had to stay (tRAS, tRTP, tWR)"),
            Map.entry(BusIdle.ROW_CYCLE, "activates of one bank (tRC)"),
            Map.entry(BusIdle.ACTIVATE_SPACING, "activates of different banks (tRRD)"),
            Map.entry(BusIdle.FOUR_ACTIVATES, "four activates a window (tFAW)"),
            Map.entry(BusIdle.BANK_GROUP, "columns of one bank group (tCCD_L)"),
            Map.entry(BusIdle.RANK_SWITCH, "columns of different ranks (tCCD_R)"),
            Map.entry(BusIdle.COLUMN_SPACING, "columns of different groups (tCCD_S)"),
            Map.entry(BusIdle.WRITE_TO_READ, "a write before a read (tWTR)"),
            Map.entry(BusIdle.READ_TO_WRITE, "a read before a write (tRTW)"),
            Map.entry(BusIdle.COMMAND_BUS, "a command bus was taken")));

    private BusWords() {}

    /** What a cause means. */
    static String of(String cause) {
        return WORDS.getOrDefault(BusIdle.valueOf(cause.toUpperCase(Locale.ROOT)), "");
    }
}
