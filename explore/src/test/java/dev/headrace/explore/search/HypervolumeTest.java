package dev.headrace.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The volume against areas and volumes added up by hand, and against counting cells. */
final class HypervolumeTest {
    private static List<double[]> points(double[]... points) {
        return List.of(points);
    }

    @Test
    void inTwoDimensionsItIsTheAreaOfTheStairs() {
        // Stairs (1, 3), (2, 2), (3, 1) up to (4, 4): strips of height 1 and width 3, 2 and 1.
        double[] reference = {4, 4};
        List<double[]> stairs = points(new double[] {1, 3}, new double[] {2, 2}, new double[] {3, 1});
        assertEquals(6, Hypervolume.of(stairs, reference), 1e-12);
        assertEquals(3, Hypervolume.of(points(new double[] {1, 3}), reference), 1e-12);
        // What is dominated, or no better than the reference in something, adds nothing.
        List<double[]> more = new ArrayList<>(stairs);
        more.add(new double[] {2.5, 2.5});
        more.add(new double[] {0, 4});
        more.add(new double[] {5, 0});
        assertEquals(6, Hypervolume.of(more, reference), 1e-12);
        assertEquals(0, Hypervolume.of(points(new double[] {4, 0}), reference));
        assertEquals(0, Hypervolume.of(List.of(), reference));
    }

    @Test
    void inThreeDimensionsBoxesThatOverlapCountOnce() {
        // (0,0,1) up to (2,2,2) is 2 x 2 x 1 = 4; (1,1,0) is 1 x 1 x 2 = 2; together they share 1 x 1 x 1.
        assertEquals(
                5,
                Hypervolume.of(points(new double[] {0, 0, 1}, new double[] {1, 1, 0}), new double[] {2, 2, 2}),
                1e-12);
        // Negative costs, as of what is maximised, and other units.
        assertEquals(
                500,
                Hypervolume.of(points(new double[] {-2, 0, 100}, new double[] {-1, 1, 0}), new double[] {0, 2, 200}),
                1e-9);
    }

    @Test
    void itIsTheCountOfCellsThatSomePointIsNoWorseThan() {
        SplittableRandom random = new SplittableRandom(5);
        int side = 12;
        for (int trial = 0; trial < 20; trial++) {
            List<double[]> some = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                some.add(random.ints(3, 0, side + 1).asDoubleStream().toArray());
            }
            long cells = 0;
            for (int c = 0; c < side * side * side; c++) {
                double[] cell = {c % side, c / side % side, (double) (c / side / side)};
                cells += some.stream().anyMatch(p -> p[0] <= cell[0] && p[1] <= cell[1] && p[2] <= cell[2]) ? 1 : 0;
            }
            assertEquals(cells, Hypervolume.of(some, new double[] {side, side, side}), 1e-9);
        }
    }
}
