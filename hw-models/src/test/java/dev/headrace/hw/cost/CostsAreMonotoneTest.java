package dev.headrace.hw.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is larger, has more ports, more digits or an older node costs no less; nothing costs less than nothing; what is made of
 * two things costs as much as both. Of laws with one number changed it has to find the place.
 */
class CostsAreMonotoneTest {
    private static final Path COSTS = Path.of("..", "configs", "hardware", "costs", "cmos.json");

    private static final List<Integer> STILLMAKER = List.of(65, 45, 32, 28, 22, 20, 16, 14, 12, 10, 7);
    private static final List<Integer> JOUPPI = List.of(45, 32, 28, 22, 20, 16, 14, 12, 10, 7);

    /** By the bits of their significands. */
    private static final List<List<String>> DIGITS = List.of(
            List.of("fp8-e5m2", "fp8-e4m3", "bf16", "fp16", "fp32"),
            List.of("int4", "int8", "int12", "int16", "int32"));

    private static final List<Primitive> ARITHMETIC =
            List.of(Primitive.MAC, Primitive.ADD, Primitive.MAX, Primitive.MULTIPLY, Primitive.DIVIDE, Primitive.EXP);

    /** 0.074 / 0.7 um2 a bit, by the cells of 16 nm, over 0.24 x 0.40, fitted at 22. */
    private static final double SEAM = 0.074 / 0.7 / (0.24 * 0.40);

    private record Technology(int node, CostModel.Costs costs) {}

    private static List<Technology> technologies(Path laws, String scaling, List<Integer> nodes, Path scratch) {
        List<Technology> all = new ArrayList<>();
        for (int node : nodes) {
            Path file = scratch.resolve("technology.json");
            try {
                Files.writeString(
                        file,
                        "{\"name\": \"t\", \"laws\": \"laws.json\", \"node_nm\": " + node + ", \"scaling\": \""
                                + scaling + "\", \"device\": \"hp\", \"kelvin\": 340}");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            all.add(new Technology(node, new CostFiles().read(file, named -> laws)));
        }
        return all;
    }

    private static Part ram(Shape.Ram ram) {
        return new Part("sram_kib", "", Math.max(1, ram.bytes() / 1024), ram);
    }

    private static double pj(CostModel.Costs c, Primitive p, Shape.Ram ram) {
        return c.price(new Action("u", List.of(ram(ram)), p, "fp16", null)).pj();
    }

    private static double pj(CostModel.Costs c, Primitive p, String format) {
        return c.price(new Action("u", List.of(), p, format, format.startsWith("int") ? "int32" : format))
                .pj();
    }

    private static double um2(CostModel.Costs c, String part, String format) {
        return c.silicon("u", List.of(new Part(part, format, 1))).mm2();
    }

    /** Something that has a price in every technology. */
    private record Thing(String name, ToDoubleFunction<CostModel.Costs> price) {}

    private static List<Thing> of(Shape.Ram ram) {
        return List.of(
                new Thing("read of " + ram, c -> pj(c, Primitive.SRAM_READ_BYTE, ram)),
                new Thing("write of " + ram, c -> pj(c, Primitive.SRAM_WRITE_BYTE, ram)),
                new Thing(
                        "area of " + ram, c -> c.silicon("u", List.of(ram(ram))).mm2()),
                new Thing(
                        "leakage of " + ram,
                        c -> c.silicon("u", List.of(ram(ram))).staticWatts()),
                new Thing(
                        "access to " + ram,
                        c -> c.silicon("u", List.of(ram(ram))).accessNs()));
    }

    private static List<Thing> of(String format) {
        List<Thing> all = new ArrayList<>();
        ARITHMETIC.forEach(p -> all.add(new Thing(p + " " + format, c -> pj(c, p, format))));
        for (String part : List.of("mac", "multiplier", "adder", "comparator", "divider", "exponential")) {
            all.add(new Thing("area of " + part + " " + format, c -> um2(c, part, format)));
        }
        return all;
    }

    /** Rounding of sums of a few numbers. */
    private static boolean isLess(double a, double b) {
        return a < b * (1 - 1e-12);
    }

    private static void ordered(List<Thing> smaller, List<Thing> larger, CostModel.Costs in, List<String> wrong) {
        for (int i = 0; i < smaller.size(); i++) {
            double a = smaller.get(i).price().applyAsDouble(in);
            double b = larger.get(i).price().applyAsDouble(in);
            if (!(a >= 0) || !(b < 1e9) || isLess(b, a)) {
                wrong.add(larger.get(i).name() + " costs " + b + ", "
                        + smaller.get(i).name() + " " + a);
            }
        }
    }

    private static List<Shape.Ram> rams() {
        SplittableRandom random = new SplittableRandom(7);
        List<Shape.Ram> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int word = 32 << random.nextInt(5);
            long bank = 4096L << random.nextInt(8);
            int banks = 1 << random.nextInt(5);
            all.add(new Shape.Ram(bank * banks, banks, word, 1 + random.nextInt(3)));
        }
        return all;
    }

    /** All that is not as it should be; empty if it is. */
    private static List<String> wrong(List<Technology> technologies) {
        List<String> wrong = new ArrayList<>();
        List<Shape.Ram> rams = rams();
        for (Technology t : technologies) {
            for (Shape.Ram r : rams) {
                List<Thing> one = of(r);
                // Twice the words in each bank, twice the banks, a port more.
                ordered(one, of(new Shape.Ram(2 * r.bytes(), r.banks(), r.wordBits(), r.ports())), t.costs(), wrong);
                ordered(
                        one,
                        of(new Shape.Ram(2 * r.bytes(), 2 * r.banks(), r.wordBits(), r.ports())),
                        t.costs(),
                        wrong);
                ordered(one, of(new Shape.Ram(r.bytes(), r.banks(), r.wordBits(), r.ports() + 1)), t.costs(), wrong);
            }
            for (List<String> formats : DIGITS) {
                for (int i = 1; i < formats.size(); i++) {
                    ordered(of(formats.get(i - 1)), of(formats.get(i)), t.costs(), wrong);
                }
            }
            for (String format : List.of("fp16", "fp32")) {
                double both = pj(t.costs(), Primitive.MULTIPLY, format) + pj(t.costs(), Primitive.ADD, format);
                double mac = pj(t.costs(), Primitive.MAC, format);
                if (Math.abs(mac - both) > 1e-12 * both) {
                    wrong.add("a multiply-add of " + format + " costs " + mac + ", its parts " + both);
                }
            }
        }
        List<Thing> things = new ArrayList<>();
        rams.forEach(r -> things.addAll(of(r)));
        DIGITS.forEach(formats -> formats.forEach(f -> things.addAll(of(f))));
        things.add(new Thing("register", c -> pj(c, Primitive.REGISTER_READ, "fp16")));
        for (int i = 1; i < technologies.size(); i++) {
            for (Thing thing : things) {
                double older =
                        thing.price().applyAsDouble(technologies.get(i - 1).costs());
                double newer = thing.price().applyAsDouble(technologies.get(i).costs());
                // What leaks does not follow the node: cells of 22 nm may leak more than those of 45. Where the fitted
                // area of
                // 22 nm ends and the cells of 16 nm take over, area is a tenth larger.
                boolean seam = thing.name().startsWith("area of Ram")
                        && technologies.get(i).node() == 20;
                if (isLess(seam ? SEAM * older : older, newer) && !thing.name().startsWith("leakage")) {
                    wrong.add(thing.name() + " costs " + newer + " at "
                            + technologies.get(i).node() + " nm, " + older + " at "
                            + technologies.get(i - 1).node());
                }
            }
        }
        return wrong;
    }

    @Test
    void moreCostsNoLess(@TempDir Path scratch) {
        assertEquals(List.of(), wrong(technologies(COSTS, "stillmaker", STILLMAKER, scratch)));
        assertEquals(List.of(), wrong(technologies(COSTS, "jouppi", JOUPPI, scratch)));
    }

    /** Laws with one number changed, and what is then said. */
    @ParameterizedTest
    @CsvSource({
        "/sram/nodes/energy/32, 1.2, read of",
        "/sram/nodes/area/22, 0.9, area of Ram",
        "/sram/nodes/access/32, 1.3, access to",
        "/logic_area/10, 0.3, area of mac",
        "/scalings/jouppi/kinds/fp_multiply/7, 1.4, MULTIPLY",
        "/scalings/jouppi/kinds/fp_add/7, 1.4, ADD",
        "/scalings/jouppi/kinds/register/7, 2, register",
    })
    void aChangedLawIsFound(String pointer, double value, String said, @TempDir Path scratch) throws IOException {
        ObjectNode root = JsonFile.read(COSTS).tree();
        int last = pointer.lastIndexOf('/');
        var holder = root.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (holder instanceof ObjectNode object) {
            object.put(name, value);
        } else {
            ((tools.jackson.databind.node.ArrayNode) holder).set(Integer.parseInt(name), value);
        }
        Path laws = scratch.resolve("laws.json");
        Files.writeString(laws, root.toString());
        List<String> wrong = wrong(technologies(laws, "jouppi", JOUPPI, scratch));
        assertTrue(wrong.stream().anyMatch(w -> w.startsWith(said)), pointer + ": " + wrong);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/sram/ports/small | [1, 1.25, 1.1, 1.75]",
                "/sram/ports/large | [1, 0.5, 3.3, 4.9]",
                "/sram/ports/area | -0.1"
            })
    void lawsThatFallWithPortsAreNone(String pointer, String value, @TempDir Path scratch) throws IOException {
        ObjectNode root = JsonFile.read(COSTS).tree();
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) root.at(pointer.substring(0, last)))
                .set(pointer.substring(last + 1), JsonFile.MAPPER.readTree(value));
        Path laws = scratch.resolve("laws.json");
        Files.writeString(laws, root.toString());
        InputException e = assertThrows(InputException.class, () -> technologies(laws, "jouppi", List.of(45), scratch));
        assertTrue(String.valueOf(e.getMessage()).contains(pointer), e.getMessage());
    }

    /** A model that is wrong beyond what its numbers say: of large banks, of long sums, below nothing. */
    @Test
    void aWrongModelIsFound(@TempDir Path scratch) {
        CostModel.Costs right =
                technologies(COSTS, "jouppi", List.of(45), scratch).get(0).costs();
        assertFound(
                right, a -> a.primitive() == Primitive.SRAM_READ_BYTE && bankBytes(a) > 65_536 ? 0.1 : 1, "read of");
        assertFound(right, a -> a.primitive() == Primitive.MAC ? 0.9 : 1, "a multiply-add of");
        assertFound(right, a -> a.primitive() == Primitive.MAX ? -1 : 1, "MAX");
        assertFound(right, a -> a.format().equals("fp32") ? 0.01 : 1, "ADD fp32");
    }

    private static long bankBytes(Action a) {
        return a.parts().isEmpty() || !(a.parts().get(0).shape() instanceof Shape.Ram ram) ? 0 : ram.bankBytes();
    }

    private static void assertFound(CostModel.Costs right, ToDoubleFunction<Action> factor, String said) {
        CostModel.Costs mutant = new CostModel.Costs() {
            @Override
            public CostModel.Price price(Action action) {
                CostModel.Price price = right.price(action);
                return new CostModel.Price(price.pj() * factor.applyAsDouble(action), price.notes());
            }

            @Override
            public CostModel.Silicon silicon(String unit, List<Part> parts) {
                return right.silicon(unit, parts);
            }

            @Override
            public String whyNoStaticPower() {
                return null;
            }

            @Override
            public List<dev.headrace.simulator.unit.CostNote> notes() {
                return right.notes();
            }
        };
        List<String> wrong = wrong(List.of(new Technology(45, mutant)));
        assertTrue(wrong.stream().anyMatch(w -> w.startsWith(said)), said + ": " + wrong);
    }
}
