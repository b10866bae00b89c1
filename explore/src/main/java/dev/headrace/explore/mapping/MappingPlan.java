package dev.headrace.explore.mapping;

import dev.headrace.explore.sweep.Point;
import dev.headrace.simulator.run.Floor;
import java.util.List;
import java.util.Map;

/**
 * Every valid mapping, before any is run.
 *
 * @param counts what there was to find them in
 * @param points designs as they stand, then mappings with all depths; memories as the machine's file says
 * @param floors what is known of their runs, by index
 */
record MappingPlan(MappingSearch.Counts counts, List<Point> points, Map<Long, Floor> floors) {}
