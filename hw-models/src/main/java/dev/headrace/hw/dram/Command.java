package dev.headrace.hw.dram;

/** What can travel on the command buses. */
public enum Command {
    ACTIVATE,
    PRECHARGE,
    /** Closes every open bank of a rank, before an all-bank refresh. */
    PRECHARGE_ALL,
    READ,
    /** A read that closes its bank afterwards. */
    READ_CLOSE,
    WRITE,
    /** A write that closes its bank afterwards. */
    WRITE_CLOSE,
    REFRESH_ALL,
    REFRESH_BANK;

    /** Whether it moves data. */
    public boolean column() {
        return this == READ || this == READ_CLOSE || this == WRITE || this == WRITE_CLOSE;
    }
}
