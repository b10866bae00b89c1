package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a static memory costs, by capacity, width, banks, ports, node and device class.
 *
 * <p>One bank of {@code C} bytes with words of {@code w} bits and one port at the reference node, {@code n = 8C / w} words,
 * {@code K = C / 1024} and {@code M = C / 2^20}:
 * <pre>
 * read   = w ( sqrt(M) (a + b / w) clamp((n / n0)^x, least, 1) + c w )      picojoules
 * write  = d sqrt(K) + e w sqrt(K) + f w + g w^2                            picojoules
 * area   = h 8C + i w^2                                                     square micrometres
 * access = j + k K^y                                                        nanoseconds</pre>
 *
 * <p><b>Node</b>: times the factor of the node, log-log between nodes; below the last node {@code m} energies times
 * {@code (node / m)^u}, areas times {@code (node / m)^v} but no less than {@code cell / fill} a bit, access as at {@code m}.
 * <b>Ports</b> p: area times {@code (1 + q (p - 1))^2}; energy times the factor of p, log-linear in capacity between that of
 * small and of large banks. <b>Banks</b>: an access costs that of one bank, and {@code w} bits over the wire
 * {@code sqrt(total area) / 2} long. <b>Leakage</b>: cells times that of a cell of the device class at the node, times the
 * factor of the temperature and of the ports. Nothing leaks without a device class.
 *
 * @param reference node of the formulas, in nanometres
 * @param read a, b, n0, x, least, c
 * @param write d, e, f, g
 * @param area h, i
 * @param access j, k, y
 * @param nodes factors by node
 * @param below what holds below the last node
 * @param ports factors by ports
 * @param devices device classes by name
 * @param range where the formulas were fitted
 * @param origin where all of it comes from
 */
public record SramLaw(
        double reference,
        List<Double> read,
        List<Double> write,
        List<Double> area,
        List<Double> access,
        Nodes nodes,
        Below below,
        Ports ports,
        LinkedHashMap<String, Device> devices,
        Range range,
        Origin origin) {
    /** Factors by node in nanometres, for energy, area and access time. */
    public record Nodes(Map<Double, Double> energy, Map<Double, Double> area, Map<Double, Double> access) {
        public Nodes {
            Curve.of(Require.present(energy, "energy"), "energy");
            Curve.of(Require.present(area, "area"), "area");
            Curve.of(Require.present(access, "access"), "access");
        }
    }

    /**
     * Below the last node.
     *
     * @param energyPower u
     * @param areaPower v
     * @param leakage factor of the leakage of the last node, besides the node's power u
     * @param cells area of a cell in square micrometres, by node
     * @param fill share of an array's area that cells take
     * @param source where from
     */
    public record Below(
            double energyPower,
            double areaPower,
            double leakage,
            Map<Double, Double> cells,
            double fill,
            String source) {
        public Below {
            Positive.power("energy_power", energyPower);
            Positive.power("area_power", areaPower);
            Positive.check("leakage", leakage);
            Positive.check("fill", fill);
            Curve.of(Require.present(cells, "cells"), "cells");
            Require.present(source, "source");
        }
    }

    /**
     * Ports.
     *
     * @param area q
     * @param smallBytes capacity up to which energies have the factors {@code small}
     * @param largeBytes capacity from which they have the factors {@code large}
     * @param small energy by ports, 1 first
     * @param large energy by ports, 1 first
     * @param leakage what each port but the first adds to the leakage, as a share
     * @param source where from
     */
    public record Ports(
            double area,
            double smallBytes,
            double largeBytes,
            List<Double> small,
            List<Double> large,
            double leakage,
            String source) {
        public Ports {
            Positive.check("area", area);
            Positive.check("small_bytes", smallBytes);
            Positive.check("large_bytes", largeBytes - smallBytes);
            Positive.check("leakage", leakage);
            small = Require.list(small);
            large = Require.list(large);
            if (small.size() < 2 || small.size() != large.size()) {
                throw new BadField("large", large.size() + " factors beside " + small.size(), "as many, 2 or more");
            }
            rising("small", small);
            rising("large", large);
            Require.present(source, "source");
        }

        /** A port more never makes an access cheaper. */
        private static void rising(String field, List<Double> factors) {
            for (int i = 0; i < factors.size(); i++) {
                if (!(factors.get(i) >= (i == 0 ? 1 : factors.get(i - 1)) && factors.get(i) <= 1000)) {
                    throw new BadField(field, factors.toString(), "1 to 1000, none below the one before");
                }
            }
        }

        /** Ports that a factor is known of. */
        int known() {
            return small.size();
        }

        /** Energy relative to one port; past the last factor each port adds as much as the last did. */
        double energy(int p, double bytes) {
            double t = Math.log(bytes / smallBytes) / Math.log(largeBytes / smallBytes);
            double share = Math.max(0, Math.min(1, t));
            return (1 - share) * factor(small, p) + share * factor(large, p);
        }

        private static double factor(List<Double> of, int p) {
            int last = of.size() - 1;
            return p <= last + 1 ? of.get(p - 1) : of.get(last) + (p - 1 - last) * (of.get(last) - of.get(last - 1));
        }
    }

    /**
     * A device class.
     *
     * @param energy of an access, relative to the formulas
     * @param access time, relative to the formulas
     * @param leakage watts of a cell at 300 K, by node
     * @param temperature leakage relative to that at 300 K, by kelvin
     * @param source where from
     */
    public record Device(
            double energy, double access, Map<Double, Double> leakage, Map<Double, Double> temperature, String source) {
        public Device {
            Positive.check("energy", energy);
            Positive.check("access", access);
            Curve.of(Require.present(leakage, "leakage"), "leakage");
            Curve.of(Require.present(temperature, "temperature"), "temperature");
            Require.present(source, "source");
        }

        /** Leakage relative to that at 300 K. */
        public double temperatureFactor(double kelvin) {
            return Curve.of(temperature, "temperature").at(kelvin);
        }
    }

    /** The last node that factors are known of, in nanometres; below it a rule holds. */
    public double fittedDownTo() {
        return last(nodes.energy());
    }

    /** Where the formulas were fitted, ends included. */
    public record Range(long leastBytes, long mostBytes, int leastWordBits, int mostWordBits, int leastWords) {}

    public SramLaw {
        Positive.check("reference", reference);
        read = coefficients("read", read, 6);
        write = coefficients("write", write, 4);
        area = coefficients("area", area, 2);
        access = coefficients("access", access, 3);
        Positive.power("read", read.get(3));
        Positive.power("access", access.get(2));
        Require.present(nodes, "nodes");
        Require.present(below, "below");
        Require.present(ports, "ports");
        Require.present(devices, "devices");
        Require.present(range, "range");
        Require.present(origin, "origin");
    }

    private static List<Double> coefficients(String field, List<Double> values, int count) {
        List<Double> list = Require.list(values);
        if (list.size() != count) {
            throw new BadField(field, list.size() + " coefficients", String.valueOf(count));
        }
        list.forEach(value -> Positive.check(field, value));
        return list;
    }

    /** Picojoules to read a word of one bank of one port. */
    public double readPj(double bytes, double word, double node) {
        double words = 8 * bytes / word;
        double depth = Math.min(1, Math.max(read.get(4), Math.pow(words / read.get(2), read.get(3))));
        double line = Math.sqrt(bytes / (1 << 20)) * (read.get(0) + read.get(1) / word) * depth;
        return word * (line + read.get(5) * word) * energyFactor(node);
    }

    /** Picojoules to write a word of one bank of one port. */
    public double writePj(double bytes, double word, double node) {
        double side = Math.sqrt(bytes / 1024);
        double pj = write.get(0) * side + write.get(1) * word * side + write.get(2) * word + write.get(3) * word * word;
        return pj * energyFactor(node);
    }

    /** Square micrometres of all banks. */
    public double um2(Shape.Ram ram, double node) {
        double bits = 8.0 * ram.bankBytes();
        double one = (area.get(0) * bits + area.get(1) * ram.wordBits() * (double) ram.wordBits()) * areaFactor(node);
        double floor = node < last(nodes.area())
                ? bits * Curve.of(below.cells(), "cells").at(node) / below.fill()
                : 0;
        double side = 1 + ports.area() * (ram.ports() - 1);
        return ram.banks() * Math.max(one, floor) * side * side;
    }

    /** Nanoseconds from the address to the word of a bank, wires between banks not counted. */
    public double accessNs(Shape.Ram ram, double node) {
        double kib = ram.bankBytes() / 1024.0;
        return (access.get(0) + access.get(1) * Math.pow(kib, access.get(2)))
                * Curve.of(nodes.access(), "access").at(node);
    }

    /** Factor of an access for the ports of each bank. */
    public double portEnergy(Shape.Ram ram) {
        return ports.energy(ram.ports(), (double) ram.bankBytes());
    }

    /**
     * Watts that leak.
     *
     * @param device one of {@link #devices}
     */
    public double leakWatts(Shape.Ram ram, double node, Device device, double kelvin) {
        Curve cell = Curve.of(device.leakage(), "leakage");
        double shrunk = node < cell.least() ? below.leakage() * Math.pow(node / cell.least(), below.energyPower()) : 1;
        return 8.0
                * ram.bytes()
                * cell.at(node)
                * shrunk
                * device.temperatureFactor(kelvin)
                * (1 + ports.leakage() * (ram.ports() - 1));
    }

    private double energyFactor(double node) {
        double m = last(nodes.energy());
        return Curve.of(nodes.energy(), "energy").at(node) * (node < m ? Math.pow(node / m, below.energyPower()) : 1);
    }

    private double areaFactor(double node) {
        double m = last(nodes.area());
        return Curve.of(nodes.area(), "area").at(node) * (node < m ? Math.pow(node / m, below.areaPower()) : 1);
    }

    private static double last(Map<Double, Double> byNode) {
        return Curve.of(byNode, "nodes").least();
    }

    /** How a bank lies outside the range; empty if it lies in it. */
    public List<String> outside(Shape.Ram ram) {
        List<String> all = new java.util.ArrayList<>();
        long bytes = ram.bankBytes();
        if (bytes < range.leastBytes() || bytes > range.mostBytes()) {
            all.add("a bank of " + bytes + " bytes; the formulas were fitted from " + range.leastBytes() + " to "
                    + range.mostBytes());
        }
        if (ram.wordBits() < range.leastWordBits() || ram.wordBits() > range.mostWordBits()) {
            all.add("words of " + ram.wordBits() + " bits; the formulas were fitted from " + range.leastWordBits()
                    + " to " + range.mostWordBits());
        }
        if (8 * bytes / ram.wordBits() < range.leastWords()) {
            all.add(8 * bytes / ram.wordBits() + " words in a bank; the formulas were fitted from "
                    + range.leastWords());
        }
        if (ram.ports() > ports.known()) {
            all.add(ram.ports() + " ports; factors are known up to " + ports.known());
        }
        return all;
    }
}
