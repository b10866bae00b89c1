package dev.headrace.hw.dram;

import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Supply currents of a part, as data sheets have them or as measured, from which its energies follow. Of {@code n} devices side by
 * side, summed over rails of {@code V} volts; currents are those of one device, in milliamperes, so that mA x ns x V is pJ:
 * <pre>
 * activate  = V (I0 RC - I3N RAS - I2N RP) n, or V (I0 - I2N) RC n if that is not above 0
 * read      = (V (I4R - I3N) burst n data / bits + io) bits of a burst
 * write     = (V (I4W - I3N) burst n data / bits + io) bits of a burst
 * refresh   = V (I5B - I2N) RFC n;  of one bank, its share
 * background = V I3N n for each rank of each pseudo channel while a row of it is open, V I2N n while none is, in milliwatts</pre>
 * These are the formulas of Micron's TN-40-07 and of DRAMPower; a refresh of all banks comes with all rows closed, so it is what it
 * draws over that. The second form of the first is for data sheets whose I0 is less than what the standby currents account for.
 * Power-down is left out.
 *
 * @param rails supplies
 * @param devices n
 * @param at times at which the currents were taken
 * @param data energy of the data that is moved over that of the data it was measured with: 1.62 for random bits over zeros in HBM
 * @param ioReadPjPerBit what the pins take besides, device and controller: 0 if a rail has it
 * @param ioWritePjPerBit likewise
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DramCurrents(
        List<Rail> rails, int devices, Times at, double data, double ioReadPjPerBit, double ioWritePjPerBit) {
    /**
     * One supply and what it gives, in milliamperes.
     *
     * @param idd0 one bank activated and precharged every RC
     * @param idd2n all banks closed
     * @param idd3n a row open in one bank
     * @param idd4r reading without pause
     * @param idd4w writing without pause
     * @param idd5b refreshing all banks every RFC
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Rail(
            double volts, double idd0, double idd2n, double idd3n, double idd4r, double idd4w, double idd5b) {
        public Rail {
            for (double value : new double[] {volts, idd0, idd2n, idd3n, idd4r, idd4w, idd5b}) {
                Allowed.notNegative("energy.currents.rails", value);
            }
        }
    }

    /**
     * Times in nanoseconds.
     *
     * @param bits bits of a burst of all devices together
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Times(double rc, double ras, double rp, double burst, double rfc, int bits) {
        public Times {
            for (double value : new double[] {rc, ras, rp, burst, rfc}) {
                if (!(value > 0 && value < 1e6)) {
                    throw new IllegalArgumentException(
                            "energy.currents.at: " + value + "; allowed: above 0, below 1e6 ns");
                }
            }
            Allowed.atLeast("energy.currents.at.bits", bits, 1);
        }
    }

    public DramCurrents {
        rails = List.copyOf(rails);
        Allowed.atLeast("energy.currents.rails", rails.size(), 1);
        Allowed.atLeast("energy.currents.devices", devices, 1);
        Allowed.notNegative("energy.currents.data", data);
        Allowed.notNegative("energy.currents.io_read_pj_per_bit", ioReadPjPerBit);
        Allowed.notNegative("energy.currents.io_write_pj_per_bit", ioWritePjPerBit);
        over("idd0", Rail::idd0, "idd2n", Rail::idd2n, rails);
        over("idd4r", Rail::idd4r, "idd3n", Rail::idd3n, rails);
        over("idd4w", Rail::idd4w, "idd3n", Rail::idd3n, rails);
        over("idd5b", Rail::idd5b, "idd2n", Rail::idd2n, rails);
    }

    /** Whoever does something draws no less than standby, all rails together: else energies would be negative. */
    private static void over(
            String name, ToDoubleFunction<Rail> one, String standby, ToDoubleFunction<Rail> least, List<Rail> rails) {
        double more = rails.stream()
                .mapToDouble(r -> r.volts * (one.applyAsDouble(r) - least.applyAsDouble(r)))
                .sum();
        if (more < 0) {
            throw new IllegalArgumentException("energy.currents.rails: " + name + " draws " + -more + " mW less than "
                    + standby + "; allowed: no less than " + standby + ", all rails together");
        }
    }

    /** One number of each rail, times its volts, summed over rails and devices. */
    private double sum(ToDoubleFunction<Rail> milliamperes) {
        double sum = 0;
        for (Rail r : rails) {
            sum += r.volts * milliamperes.applyAsDouble(r);
        }
        return sum * devices;
    }

    /** Picojoules of an activate with its precharge. */
    double activatePj() {
        double pj = sum(r -> r.idd0 * at.rc - r.idd3n * at.ras - r.idd2n * at.rp);
        return pj > 0 ? pj : sum(r -> (r.idd0 - r.idd2n) * at.rc);
    }

    /** Picojoules to read a bit, pins included. */
    double readPjPerBit() {
        return sum(r -> (r.idd4r - r.idd3n) * at.burst) * data / at.bits + ioReadPjPerBit;
    }

    /** Picojoules to write a bit, pins included. */
    double writePjPerBit() {
        return sum(r -> (r.idd4w - r.idd3n) * at.burst) * data / at.bits + ioWritePjPerBit;
    }

    /** Picojoules of an all-bank refresh. */
    double refreshPj() {
        return sum(r -> (r.idd5b - r.idd2n) * at.rfc);
    }

    /** Milliwatts of a rank with a row open. */
    double backgroundMw() {
        return sum(Rail::idd3n);
    }

    /** Milliwatts of a rank with all rows closed. */
    double closedMw() {
        return sum(Rail::idd2n);
    }

    /**
     * The energies of a part with these currents.
     *
     * @param perBankRefresh whether the part has refreshes of single banks
     */
    DramPart.Energy energy(DramPart.Geometry g, boolean perBankRefresh) {
        double bits = 8.0 * g.accessBytes();
        int ranks = g.ranks() * g.pseudoChannels();
        return new DramPart.Energy(
                activatePj(),
                readPjPerBit() * bits,
                writePjPerBit() * bits,
                refreshPj(),
                perBankRefresh ? refreshPj() / (g.bankGroups() * g.banks()) : 0,
                backgroundMw() * ranks,
                closedMw() * ranks);
    }
}
