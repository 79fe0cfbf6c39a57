package io.weightloom.runner.guard;

import io.weightloom.runner.settings.Access;
import jakarta.servlet.Filter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Asks for passwords where there are users. */
@Configuration(proxyBeanMethods = false)
@Conditional(PasswordConfiguration.OnUsers.class)
class PasswordConfiguration {

    @Bean
    FilterRegistrationBean<Filter> passwords(Environment environment) {
        return Passwords.registration(Access.of(environment));
    }

    /** Whether there are any. */
    static final class OnUsers implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata annotated) {
            return !Access.of(context.getEnvironment()).users().isEmpty();
        }
    }
}
