package dev.headrace.simulator.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field of a record is in words, its unit above all, for complaints about values of another kind. On a record: what
 * all its fields are that do not say it themselves.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Takes {
    /** As it follows "allowed:". */
    String value();
}
