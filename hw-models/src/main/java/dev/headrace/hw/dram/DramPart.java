package dev.headrace.hw.dram;

import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.spec.Takes;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A memory standard as a table: what it is made of, how long everything takes and what it costs.
 *
 * <p>All times are whole cycles of {@code clockKhz}, the clock of the command bus (of both its edges where commands may
 * start on either, as in HBM3). The bursts, commands and timings are those of one <em>pseudo channel</em>: an
 * independent data bus with its own banks. Pseudo channels of a channel share its command buses. A plain channel (DDR4,
 * LPDDR, HBM1) is one with a single pseudo channel.
 *
 * @param clockKhz cycles per millisecond, 1 or more
 * @param pins interface that a channel has on the other chip; missing: nothing is known of its area
 * @param sources path in this file to where the number comes from, or "assumed"
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DramPart(
        String name,
        String about,
        @Takes("a whole number of kHz") long clockKhz,
        Geometry geometry,
        CommandBus commandBus,
        Timing timing,
        Energy energy,
        @Nullable Pins pins,
        Map<String, String> sources) {
    private static final String CYCLES = "whole cycles of clock_khz";

    public DramPart {
        Allowed.atLeast("clock_khz", clockKhz, 1);
        sources = Map.copyOf(sources);
        checkRefresh(geometry, commandBus, timing);
        long refreshesPerInterval = geometry.banks() * (long) geometry.bankGroups();
        if (timing.refreshPerBank() > 0 && timing.refreshIntervalPerBank() == 0) {
            throw new IllegalArgumentException("timing.refresh_interval_per_bank: 0 with refresh_per_bank "
                    + timing.refreshPerBank() + "; allowed: 1 or more, about "
                    + timing.refreshInterval() / refreshesPerInterval);
        }
    }

    /**
     * Refreshes must leave time for requests. Between two of a rank there has to be room for the refresh, and for one
     * row to be opened, used and closed: {@code RFCab + RPab + row + bus <= REFI}, where {@code row = max(RC, RCDRD + RTP +
     * RP, RCDWR + WL + burst + WR + RP)} and {@code bus} is what an activate, a column command, a precharge and a refresh
     * take on the command bus. With per-bank refresh one bank at a time is closed for it, which must not take longer than
     * the interval, {@code RREFD + row + bus <= REFIpb}; and each bank has its row between two of its own,
     * {@code RFCpb + row + bus <= REFIpb x banks}.
     */
    private static void checkRefresh(Geometry g, CommandBus bus, Timing t) {
        long reading = (long) t.activateToRead + t.readToPrecharge + t.precharge;
        long writing = (long) t.activateToWrite + t.writeLatency + t.burst + t.writeRecovery + t.precharge;
        long row = Math.max(t.activateToActivate, Math.max(reading, writing))
                + bus.activate
                + Math.max(bus.read, bus.write)
                + bus.precharge
                + bus.refresh;
        long all = t.refreshAll + t.prechargeAll + row;
        if (t.refreshInterval < all) {
            throw new IllegalArgumentException("timing.refresh_interval: " + t.refreshInterval + "; allowed: " + all
                    + " or more, for refresh_all " + t.refreshAll + ", precharge_all " + t.prechargeAll
                    + " and one row, opened, used and closed, " + row);
        }
        if (t.refreshPerBank == 0 || t.refreshIntervalPerBank == 0) {
            return;
        }
        int banks = g.bankGroups * g.banks;
        long one = Math.max(t.refreshToActivate + row, (t.refreshPerBank + row + banks - 1) / banks);
        if (t.refreshIntervalPerBank < one) {
            throw new IllegalArgumentException("timing.refresh_interval_per_bank: " + t.refreshIntervalPerBank
                    + "; allowed: " + one + " or more, for one row, opened, used and closed, " + row
                    + ", and refresh_to_activate " + t.refreshToActivate + ", and " + banks
                    + " banks in turn for refresh_per_bank " + t.refreshPerBank + " and that row");
        }
    }

    /**
     * The interface of a channel on the chip that uses the memory.
     *
     * @param kind as the laws of costs name it, such as "hbm2e"
     * @param lanes data pins of a channel, 1 or more
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Pins(String kind, int lanes) {
        public Pins {
            Require.present(kind, "kind");
            Allowed.between("pins.lanes", lanes, 1, 1 << 16);
        }
    }

    /**
     * Levels. All counts but those of channels, ranks and rows are powers of two.
     *
     * @param channels channels of the part as sold: a stack, a module, a package; a design may use more or fewer
     * @param pseudoChannels independent data buses per channel that share its command buses
     * @param ranks ranks of a pseudo channel, or stack ids of HBM: sets of bank groups that share its data bus
     * @param bankGroups bank groups per rank
     * @param banks banks per bank group
     * @param rowBytes bytes of one row of one bank
     * @param accessBytes bytes of one burst
     * @param sharedActivates whether the spacing of activates and per-bank refreshes (RRD_S, FAW, RREFD) holds across the
     *     ranks of a pseudo channel, as for stack ids of HBM; else within each rank. Left out: with more than one pseudo
     *     channel, which HBM has
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Geometry(
            int channels,
            int pseudoChannels,
            int ranks,
            int bankGroups,
            int banks,
            int rows,
            int rowBytes,
            int accessBytes,
            @Nullable Boolean sharedActivates) {

        public Geometry {
            Allowed.between("geometry.channels", channels, 1, 4096);
            Allowed.powerOfTwo("geometry.pseudo_channels", pseudoChannels, 8);
            Allowed.between("geometry.ranks", ranks, 1, 16);
            Allowed.powerOfTwo("geometry.bank_groups", bankGroups, 16);
            Allowed.powerOfTwo("geometry.banks", banks, 64);
            Allowed.between("geometry.rows", rows, 1, 1 << 24);
            Allowed.powerOfTwo("geometry.row_bytes", rowBytes, 1 << 20);
            Allowed.powerOfTwo("geometry.access_bytes", accessBytes, 4096);
            if (accessBytes > rowBytes) {
                throw new IllegalArgumentException("geometry.access_bytes: " + accessBytes + " is more than row_bytes "
                        + rowBytes + "; allowed: up to row_bytes");
            }
            if (ranks * bankGroups * banks > 64) {
                throw new IllegalArgumentException("geometry: " + ranks + " ranks x " + bankGroups + " bank groups x "
                        + banks + " banks; allowed: up to 64 banks per pseudo channel");
            }
        }

        /** {@code sharedActivates}, or what holds where it was left out. */
        public boolean sharesActivates() {
            return sharedActivates == null ? pseudoChannels > 1 : sharedActivates;
        }

        /** Banks of one pseudo channel, all ranks, 1 to 64. */
        public int banksPerPseudoChannel() {
            return ranks * bankGroups * banks;
        }

        /** Bursts that one row holds. */
        public int accessesPerRow() {
            return rowBytes / accessBytes;
        }

        /** Bytes of one channel. */
        public long channelBytes() {
            return (long) pseudoChannels * banksPerPseudoChannel() * rows * rowBytes;
        }
    }

    /**
     * How commands travel. A command takes effect, and its timings count, with the last of its cycles.
     *
     * @param separate true if row commands (activate, precharge, refresh) and column commands (read, write) have a bus
     *     each, as in HBM
     * @param activate cycles that an activate takes up its bus, 1 or more; likewise the others
     */
    @Takes(CYCLES)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record CommandBus(boolean separate, int activate, int precharge, int read, int write, int refresh) {
        public CommandBus {
            Allowed.between("command_bus.activate", activate, 1, 64);
            Allowed.between("command_bus.precharge", precharge, 1, 64);
            Allowed.between("command_bus.read", read, 1, 64);
            Allowed.between("command_bus.write", write, 1, 64);
            Allowed.between("command_bus.refresh", refresh, 1, 64);
        }
    }

    /**
     * Least times between commands, in cycles. In brackets the data-sheet names.
     *
     * @param burst cycles of data per access (BL/2 at double data rate)
     * @param readLatency read to first data (CL, RL)
     * @param writeLatency write to first data (CWL, WL)
     * @param activateToRead same bank (RCDRD)
     * @param activateToWrite same bank (RCDWR)
     * @param precharge precharge to activate, same bank (RP, RPpb)
     * @param prechargeAll precharge of all banks to activate or refresh (RPab)
     * @param activateToPrecharge same bank (RAS)
     * @param activateToActivate same bank (RC)
     * @param activateShort activates to different bank groups of a rank (RRD_S)
     * @param activateLong activates to the same bank group (RRD_L)
     * @param fourActivates window with at most four activates per rank (FAW)
     * @param columnShort reads, or writes, to different bank groups of a rank (CCD_S)
     * @param columnLong reads, or writes, to the same bank group (CCD_L)
     * @param columnRank reads, or writes, to different ranks or stack ids (CCD_R); also how far apart their data starts
     * @param writeToReadShort end of write data to read, other bank group of the rank (WTR_S)
     * @param writeToReadLong end of write data to read, same bank group (WTR_L)
     * @param readToWrite read to write, anywhere on the data bus (RTW, usually CL + burst + 2 - CWL)
     * @param readToPrecharge same bank (RTP)
     * @param writeRecovery end of write data to precharge, same bank (WR)
     * @param refreshAll all-bank refresh to the next command of the rank (RFCab)
     * @param refreshPerBank per-bank refresh to the next command of the bank (RFCpb); 0 if the standard has none
     * @param refreshToActivate per-bank refresh to an activate or refresh of another bank of the rank (RREFD)
     * @param refreshInterval average time between all-bank refreshes (REFI)
     * @param refreshIntervalPerBank average time between per-bank refreshes of a rank (REFIpb); 0 if there are none
     */
    @Takes(CYCLES)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Timing(
            int burst,
            int readLatency,
            int writeLatency,
            int activateToRead,
            int activateToWrite,
            int precharge,
            int prechargeAll,
            int activateToPrecharge,
            int activateToActivate,
            int activateShort,
            int activateLong,
            int fourActivates,
            int columnShort,
            int columnLong,
            int columnRank,
            int writeToReadShort,
            int writeToReadLong,
            int readToWrite,
            int readToPrecharge,
            int writeRecovery,
            int refreshAll,
            int refreshPerBank,
            int refreshToActivate,
            int refreshInterval,
            int refreshIntervalPerBank) {

        /** Longest single time that is believed, in cycles. */
        private static final int MOST = 1 << 24;

        public Timing {
            time("burst", burst, 1);
            time("read_latency", readLatency, 1);
            time("write_latency", writeLatency, 0);
            time("activate_to_read", activateToRead, 1);
            time("activate_to_write", activateToWrite, 1);
            time("precharge", precharge, 1);
            time("precharge_all", prechargeAll, 1);
            time("activate_to_precharge", activateToPrecharge, 1);
            time("activate_to_activate", activateToActivate, 1);
            time("activate_short", activateShort, 1);
            time("activate_long", activateLong, activateShort);
            time("four_activates", fourActivates, 1);
            time("column_short", columnShort, burst);
            time("column_long", columnLong, columnShort);
            time("column_rank", columnRank, burst);
            time("write_to_read_short", writeToReadShort, 0);
            time("write_to_read_long", writeToReadLong, writeToReadShort);
            time("read_to_write", readToWrite, Math.max(1, readLatency + burst - writeLatency));
            time("read_to_precharge", readToPrecharge, 1);
            time("write_recovery", writeRecovery, 0);
            time("refresh_all", refreshAll, 1);
            time("refresh_per_bank", refreshPerBank, 0);
            time("refresh_to_activate", refreshToActivate, 1);
            time("refresh_interval", refreshInterval, 1);
            time("refresh_interval_per_bank", refreshIntervalPerBank, 0);
        }

        private static void time(String name, int value, int least) {
            Allowed.between("timing." + name, value, least, MOST);
        }
    }

    /**
     * Energy in picojoules, and power that is always drawn.
     *
     * @param activatePj one activate with its precharge
     * @param readPj one read burst, array to pins
     * @param writePj one write burst, pins to array
     * @param refreshAllPj one all-bank refresh of a rank
     * @param refreshPerBankPj one per-bank refresh
     * @param backgroundMw of a channel with a row open in every rank
     * @param backgroundClosedMw of a channel with all rows closed; as {@code backgroundMw} if a file says nothing of it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Energy(
            double activatePj,
            double readPj,
            double writePj,
            double refreshAllPj,
            double refreshPerBankPj,
            double backgroundMw,
            double backgroundClosedMw) {
        public Energy {
            Allowed.notNegative("energy.activate_pj", activatePj);
            Allowed.notNegative("energy.read_pj", readPj);
            Allowed.notNegative("energy.write_pj", writePj);
            Allowed.notNegative("energy.refresh_all_pj", refreshAllPj);
            Allowed.notNegative("energy.refresh_per_bank_pj", refreshPerBankPj);
            Allowed.notNegative("energy.background_mw", backgroundMw);
            Allowed.notNegative("energy.background_closed_mw", backgroundClosedMw);
        }
    }

    /**
     * Picojoules that channels draw in a time, whatever they do. Each rank of each pseudo channel draws its share of one power while
     * a row of it is open, and of the other while none is.
     *
     * @param openCycles cycles with a row open, summed over all ranks
     */
    double backgroundPj(int channels, double cycles, double openCycles) {
        double ranks = geometry.pseudoChannels * geometry.ranks;
        double closed = cycles * channels * ranks - openCycles;
        // 1 mW for 1 cycle of clockKhz is 1e-3 J/s / (1e3 clockKhz /s) = 1e6 / clockKhz pJ.
        return (energy.backgroundMw * openCycles + energy.backgroundClosedMw * closed) / ranks * 1e6 / clockKhz;
    }

    /** Cycles from the hand-over of a lone read to its last data if its row is open: command + CL + burst. */
    public int hitLatency() {
        return commandBus.read + timing.readLatency + timing.burst;
    }

    /** As {@link #hitLatency}, if the bank is closed: activate + RCD + CL + burst. */
    public int closedLatency() {
        return commandBus.activate + timing.activateToRead + timing.readLatency + timing.burst;
    }

    /** As {@link #hitLatency}, if another row is open, for long enough: precharge + RP + RCD + CL + burst. */
    public int conflictLatency() {
        return commandBus.precharge + timing.precharge + timing.activateToRead + timing.readLatency + timing.burst;
    }

    /** Bytes per second that the data pins of {@code channels} channels can move. */
    public double peakBytesPerSecond(int channels) {
        return (double) channels * geometry.pseudoChannels * geometry.accessBytes * clockKhz * 1000 / timing.burst;
    }
}
