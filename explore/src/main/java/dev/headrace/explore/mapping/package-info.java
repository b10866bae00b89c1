/**
 * The search for mappings. {@link dev.headrace.explore.mapping.MappingSpace}: the loop orders, reuse, tile sizes and depths
 * that a design allows on a machine. {@link dev.headrace.explore.mapping.MappingSearch}: the best of them.
 */
@NullMarked
package dev.headrace.explore.mapping;

import org.jspecify.annotations.NullMarked;
