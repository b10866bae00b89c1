/**
 * The command line: reads arguments, calls the modules, prints. The only package that writes to a terminal, and the only
 * one that sees every module.
 */
@NullMarked
package dev.headrace.cli;

import org.jspecify.annotations.NullMarked;
