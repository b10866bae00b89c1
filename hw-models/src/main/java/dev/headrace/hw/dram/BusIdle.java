package dev.headrace.hw.dram;

/** Why a data bus moved nothing. */
public enum BusIdle {
    /** No request was there that could have used it. */
    REQUESTS,
    /** Refresh: closing the rows for it, and the refresh itself. */
    REFRESH,
    /** Activate to column command (RCD). */
    ROW_OPENING,
    /** Precharge to activate (RP). */
    ROW_CLOSING,
    /** The open row had to stay: RAS, RTP, WR. */
    ROW_HELD,
    /** Activates to one bank (RC). */
    ROW_CYCLE,
    /** Activates to different banks (RRD). */
    ACTIVATE_SPACING,
    /** Four activates per window (FAW). */
    FOUR_ACTIVATES,
    /** Column commands to one bank group (CCD_L). */
    BANK_GROUP,
    /** Column commands to different ranks or stack ids (CCD_R). */
    RANK_SWITCH,
    /** Column commands to different bank groups, where they need more than a burst (CCD_S). */
    COLUMN_SPACING,
    /** Write to read (WTR). */
    WRITE_TO_READ,
    /** Read to write (RTW). */
    READ_TO_WRITE,
    /** A command bus was taken, or another request was chosen first. */
    COMMAND_BUS
}
