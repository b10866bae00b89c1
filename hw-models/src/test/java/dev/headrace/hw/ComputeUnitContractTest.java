package dev.headrace.hw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every compute unit of this module promises. */
public abstract class ComputeUnitContractTest {
    private static final int ROUNDS = 400;

    /** Units with different parameters. */
    protected abstract List<ComputeUnit> units();

    /** For each unit, in the same order, one with twice the hardware. */
    protected abstract List<ComputeUnit> twiceAsLarge();

    /** Whether the operation has a depth of its own. */
    protected boolean hasDepth(String operation) {
        return false;
    }

    @Test
    void everyFiringTakesTheUnitForACycleOrMoreAndEndsNoEarlierThanTheUnitIsFree() {
        forEachWork((unit, work) -> {
            Cost cost = cost(unit, work);
            assertTrue(cost.interval >= 1, work::toString);
            assertTrue(cost.latency >= cost.interval, work::toString);
        });
    }

    @Test
    void noFiringDoesMoreOperationsThanThePeakAllows() {
        forEachWork((unit, work) -> {
            Cost cost = cost(unit, work);
            assertTrue(cost.usefulOps <= unit.peakOpsPerCycle() * cost.interval, work::toString);
        });
    }

    @Test
    void theSameWorkCostsTheSameWhateverCameBefore() {
        forEachWork((unit, work) -> {
            Cost once = cost(unit, work);
            Cost again = cost(unit, new Work(work.operation(), 3, 5, 1, true, true));
            unit.cost(work, again);
            assertEquals(once.interval, again.interval);
            assertEquals(once.latency, again.latency);
            assertEquals(once.usefulOps, again.usefulOps);
            for (Primitive primitive : Primitive.values()) {
                assertEquals(once.times(primitive), again.times(primitive));
            }
        });
    }

    @Test
    void moreWorkIsNeverCheaper() {
        forEachWork((unit, work) -> {
            Cost cost = cost(unit, work);
            String op = work.operation();
            noLess(cost, cost(unit, sized(op, work.rows() + 1, work.cols(), work.depth())), work);
            noLess(cost, cost(unit, sized(op, work.rows(), work.cols() + 1, work.depth())), work);
            if (hasDepth(op)) {
                noLess(cost, cost(unit, sized(op, work.rows(), work.cols(), work.depth() + 1)), work);
            }
        });
    }

    @Test
    void twiceTheHardwareIsNeverTakenForLonger() {
        List<ComputeUnit> units = units();
        List<ComputeUnit> larger = twiceAsLarge();
        assertEquals(units.size(), larger.size());
        forEachWork((unit, work) -> {
            ComputeUnit twice = larger.get(units.indexOf(unit));
            assertTrue(cost(twice, work).interval <= cost(unit, work).interval, work::toString);
        });
    }

    @Test
    void twiceTheHardwareHasTheHigherPeak() {
        List<ComputeUnit> units = units();
        List<ComputeUnit> larger = twiceAsLarge();
        for (int i = 0; i < units.size(); i++) {
            assertTrue(larger.get(i).peakOpsPerCycle() > units.get(i).peakOpsPerCycle());
        }
    }

    @Test
    void anOperationItDoesNotDoIsRefusedByName() {
        for (ComputeUnit unit : units()) {
            assertFalse(unit.does("knit"));
            String message = assertThrows(IllegalArgumentException.class, () -> cost(unit, sized("knit", 1, 1, 1)))
                    .getMessage();
            assertTrue(message.contains("\"knit\""), message);
            assertTrue(message.contains(unit.operations().get(0)), message);
        }
    }

    @Test
    void itDoesExactlyTheOperationsItLists() {
        for (ComputeUnit unit : units()) {
            assertFalse(unit.operations().isEmpty());
            for (String operation : unit.operations()) {
                assertTrue(unit.does(operation));
            }
        }
    }

    @Test
    void workBeyondTheRangeOfLongIsAnErrorThatNamesTheWork() {
        for (ComputeUnit unit : units()) {
            for (String operation : unit.operations()) {
                long huge = Long.MAX_VALUE / 2;
                String message = assertThrows(
                                ArithmeticException.class, () -> cost(unit, sized(operation, huge, huge, 1)))
                        .getMessage();
                assertTrue(message.contains(operation) && message.contains(Long.toString(huge)), message);
            }
        }
    }

    /** The cost of some work on a unit. */
    protected static Cost cost(ComputeUnit unit, Work work) {
        Cost cost = new Cost();
        unit.cost(work, cost);
        return cost;
    }

    /** Work that is a group of its own. */
    protected static Work sized(String operation, long rows, long cols, long depth) {
        return new Work(operation, rows, cols, depth, true, true);
    }

    private static void noLess(Cost less, Cost more, Work work) {
        assertTrue(more.interval >= less.interval, work::toString);
        assertTrue(more.latency >= less.latency, work::toString);
        assertTrue(more.usefulOps >= less.usefulOps, work::toString);
    }

    private interface Law {
        void check(ComputeUnit unit, Work work);
    }

    private void forEachWork(Law law) {
        Random random = new Random(20260101);
        for (ComputeUnit unit : units()) {
            for (String operation : unit.operations()) {
                for (int round = 0; round < ROUNDS; round++) {
                    law.check(
                            unit, sized(operation, size(random), size(random), hasDepth(operation) ? size(random) : 1));
                }
            }
        }
    }

    /** Small sizes, sizes around powers of two, and now and then a large one. */
    private static long size(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 1 + random.nextInt(8);
            case 1 -> (1L << random.nextInt(3, 10)) + random.nextInt(-2, 3);
            default -> 1 + random.nextInt(700);
        };
    }
}
