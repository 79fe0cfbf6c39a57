package io.weightloom.runner.guard;

import io.weightloom.runner.settings.Access;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Guards the endpoints of actuator as the rest is guarded, where {@code management.server.port} gives them a server of
 * their own: a context below the application's, which takes no other bean for it.
 */
@Conditional(ManagementServer.OnOwnServer.class)
class ManagementServer {

    @Bean
    SecurityHeaders managementHeaders() {
        return new SecurityHeaders();
    }

    @Bean
    HostCheck managementHosts(@Value("${management.server.address:}") String address, Environment environment) {
        return new HostCheck(address, environment);
    }

    @Bean
    @Conditional(PasswordConfiguration.OnUsers.class)
    FilterRegistrationBean<Filter> managementPasswords(Environment environment) {
        return Passwords.registration(Access.of(environment));
    }

    /** Whether this context is below another one. */
    static final class OnOwnServer implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata annotated) {
            return context.getBeanFactory() != null && context.getBeanFactory().getParentBeanFactory() != null;
        }
    }
}
