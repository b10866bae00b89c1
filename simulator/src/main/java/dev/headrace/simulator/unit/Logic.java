package dev.headrace.simulator.unit;

import java.util.List;
import java.util.stream.Stream;

/**
 * What something takes of an FPGA.
 *
 * @param luts look-up tables, as logic or as distributed memory
 * @param flipFlops flip-flops
 * @param dsps DSP blocks
 * @param brams block memories of 36 Kib
 * @param urams UltraRAMs of 288 Kib
 */
public record Logic(long luts, long flipFlops, long dsps, long brams, long urams) {
    /** Nothing. */
    public static final Logic NONE = new Logic(0, 0, 0, 0, 0);

    public Logic {
        if (luts < 0 || flipFlops < 0 || dsps < 0 || brams < 0 || urams < 0) {
            throw new IllegalArgumentException("logic of " + luts + ", " + flipFlops + ", " + dsps + ", " + brams + ", "
                    + urams + "; allowed: 0 or more each");
        }
    }

    /** Each resource as a part, none that it takes nothing of. */
    public List<Part> parts() {
        return Stream.of(
                        new Part("lut", "", luts),
                        new Part("flip_flop", "", flipFlops),
                        new Part("dsp", "", dsps),
                        new Part("bram", "", brams),
                        new Part("uram", "", urams))
                .filter(part -> part.count() > 0)
                .toList();
    }

    /** Both together. */
    public Logic plus(Logic o) {
        return new Logic(
                Math.addExact(luts, o.luts),
                Math.addExact(flipFlops, o.flipFlops),
                Math.addExact(dsps, o.dsps),
                Math.addExact(brams, o.brams),
                Math.addExact(urams, o.urams));
    }

    /** So many of it. */
    public Logic times(long n) {
        return new Logic(
                Math.multiplyExact(luts, n),
                Math.multiplyExact(flipFlops, n),
                Math.multiplyExact(dsps, n),
                Math.multiplyExact(brams, n),
                Math.multiplyExact(urams, n));
    }
}
